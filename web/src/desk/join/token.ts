// The secret of a link: it comes behind the # of an address, which no browser sends to a server, and
// is taken out of the address before the page is there, so that neither history nor a look over the
// shoulder keeps it. It lives in this page only; who reloads opens the letter again.

import { shallowReactive } from 'vue';

export type Kind = 'invitation' | 'reset';

const FORM = /^#(invitation|reset)=([\w-]+)$/;
const held = shallowReactive<{ kind: Kind | null; token: string; login: string }>({ kind: null, token: '', login: '' });

/** Keep the secret in what stands behind the #; the page it leads to (letters of old named /desk only). */
export function take(hash: string): 'join' | 'reset' | null {
  const found = FORM.exec(hash);
  if (!found) return null;
  held.kind = found[1] as Kind;
  held.token = found[2] ?? '';
  return held.kind === 'invitation' ? 'join' : 'reset';
}

/** The secret of this kind of link, empty without one. */
export function tokenOf(kind: Kind): string {
  return held.kind === kind ? held.token : '';
}

/** A secret that was used or is over is no longer kept. */
export function drop(): void {
  held.kind = null;
  held.token = '';
}

/** The login that the next page need not ask for again. */
export function loginHere(): string {
  return held.login;
}

export function rememberLogin(login: string): void {
  held.login = login;
}
