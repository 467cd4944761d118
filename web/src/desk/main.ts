import { createApp } from 'vue';
import '../shared/base.css';
import { Refusal } from '../api/client';
import { i18n, show } from '../i18n';
import App from './App.vue';
import { router } from './router';
import { meet } from './session';

show(i18n.global.locale.value);
try {
  await meet(); // the cookie of an earlier visit, if it still stands
} catch (error) {
  if (!(error instanceof Refusal)) throw error; // nobody is here yet: the router asks for the login
}
createApp(App).use(i18n).use(router).mount('#app');
