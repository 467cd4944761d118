// Addresses of the desk. What a page shows is in its address, so that it can be kept and sent on.

import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router';
import { take } from './join/token';
import { can, session } from './session';

// before the router reads the address: it would keep the secret in the state of this history entry
const first = take(location.hash);
if (first) history.replaceState(null, '', `/desk/${first}`);

export const router = createRouter({
  history: createWebHistory('/'),
  scrollBehavior: (_to, _from, saved) => saved ?? undefined,
  routes: [
    { path: '/', redirect: '/desk/visits' },
    { path: '/desk', redirect: '/desk/visits' },
    { path: '/desk/factor', name: 'factor', component: () => import('./login/Factor.vue') },
    { path: '/desk/join', name: 'join', component: () => import('./join/Join.vue'), meta: { isOpen: true } },
    { path: '/desk/forgot', name: 'forgot', component: () => import('./join/Forgot.vue'), meta: { isOpen: true } },
    { path: '/desk/reset', name: 'reset', component: () => import('./join/Reset.vue'), meta: { isOpen: true } },
    { path: '/desk/login', name: 'login', component: () => import('./login/Login.vue') },
    {
      path: '/desk',
      component: () => import('./Shell.vue'),
      children: [
        { path: 'visits', name: 'visits', component: () => import('./visits/List.vue'), meta: { needs: 'visits.read' } },
        {
          path: 'visits/:id',
          name: 'visit',
          component: () => import('./visits/Show.vue'),
          props: true,
          meta: { needs: 'visits.read' },
        },
        {
          path: 'checklists',
          name: 'checklists',
          component: () => import('./checklists/List.vue'),
          meta: { needs: 'checklists.read' },
        },
        {
          path: 'checklists/:id',
          name: 'checklist',
          component: () => import('./checklists/Show.vue'),
          props: true,
          meta: { needs: 'checklists.read' },
        },
        { path: 'kpi', name: 'indicators', component: () => import('./kpi/Page.vue'), meta: { needs: 'checklists.read' } },
        {
          path: 'library',
          name: 'library',
          component: () => import('./library/Page.vue'),
          meta: { needs: 'checklists.read' },
        },
        { path: 'nothing', name: 'nothing', component: () => import('./Nothing.vue') },
        { path: ':rest(.*)*', name: 'unknown', component: () => import('./Unknown.vue') },
      ],
    },
  ],
});

router.beforeEach((to) => led(to) ?? gate(to));

/** Where the secret of a link leads that is opened while a page of ours is there. */
function led(to: RouteLocationNormalized) {
  const name = take(to.hash);
  if (!name) return to.meta['isOpen'] ? true : null;
  if (location.hash === to.hash) history.replaceState({ ...history.state, current: to.path }, '', to.path);
  return { name, replace: true };
}

function gate(to: RouteLocationNormalized) {
  if (to.name === 'login') return session.isOpen.value ? { path: wanted(to) } : true;
  if (session.lacks.value) return to.name === 'factor' ? true : { name: 'factor', query: { to: to.fullPath } };
  if (!session.isOpen.value) return { name: 'login', query: { to: to.fullPath } };
  const needs = to.meta['needs'];
  return typeof needs !== 'string' || can(needs) ? true : { name: 'nothing' };
}

/** Where somebody wanted to go before logging in; only ever a page of ours. */
export function wanted(to: Pick<RouteLocationNormalized, 'query'>): string {
  const path = to.query['to'];
  return typeof path === 'string' && path.startsWith('/desk/') ? path : '/desk/visits';
}
