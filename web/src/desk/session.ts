// Who is here and what they may do. One client for all pages.

import { computed, shallowReactive } from 'vue';
import { Client, type Schemas } from '../api/client';
import { pick, type Text } from '../checklist/document';
import { hasChosen, i18n, isLanguage, show } from '../i18n';

type Me = Schemas['MeOut'];

const state = shallowReactive<{ me: Me | null; brand: Text; hasEnded: boolean }>({
  me: null,
  brand: {},
  hasEnded: false,
});

export const client = new Client({
  language: () => i18n.global.locale.value,
  say: (what) => i18n.global.t(`trouble.${what}`),
  ended: () => {
    state.hasEnded = state.me !== null;
    state.me = null;
    client.carry(null);
  },
});

export interface Login {
  readonly login: string;
  readonly password: string;
  readonly tenant: string | null;
  readonly code: string | null;
}

export async function logIn(given: Login): Promise<void> {
  const { body } = await client.post<Schemas['DeskOut']>('auth/desk', { body: { ...given, device: 'desk' } });
  client.carry(body.csrf);
  await meet();
}

/** Ask who is here; the person's language shows until they choose another. */
export async function meet(): Promise<void> {
  const { body } = await client.get<Me>('auth/me');
  client.carry(body.csrf);
  if (body.factor === 'given' || body.factor === 'none') {
    const brands = await client.get<Schemas['BrandsOut']>('auth/tenants');
    state.brand = (brands.body.items.find((brand) => brand.current)?.names ?? {}) as Text;
  }
  state.me = body;
  state.hasEnded = false;
  if (!hasChosen() && isLanguage(body.language)) show(body.language);
}

export async function logOut(): Promise<void> {
  await client.post('auth/logout');
  state.me = null;
  client.carry(null);
}

/** Whether the person here may use a door. Doors ask again; this only decides what is offered. */
export function can(capability: string): boolean {
  return state.me?.capabilities.includes(capability) ?? false;
}

export const session = {
  isOpen: computed(() => state.me?.factor === 'given' || state.me?.factor === 'none'),
  /** What is still missing before anything else may be done: a code, or an authenticator. */
  lacks: computed(() => (state.me?.factor === 'code' || state.me?.factor === 'enrol' ? state.me.factor : null)),
  hasEnded: computed(() => state.hasEnded),
  brand: computed(() => pick(state.brand, i18n.global.locale.value)),
  roles: computed(() => [...new Set(state.me?.memberships.map((held) => held.role) ?? [])]),
  locale: computed(() => ({
    language: i18n.global.locale.value,
    zone: state.me?.zone ?? 'Asia/Shanghai',
  })),
};
