import { describe, expect, it } from 'vitest';
import { drop, loginHere, rememberLogin, take, tokenOf } from '../src/desk/join/token';

describe('the secret of a link', () => {
  it('leads to the page of its kind and is kept for it alone', () => {
    expect(take('#invitation=abc-DEF_1')).toBe('join');
    expect([tokenOf('invitation'), tokenOf('reset')]).toEqual(['abc-DEF_1', '']);

    expect(take('#reset=xyz')).toBe('reset');
    expect([tokenOf('invitation'), tokenOf('reset')]).toEqual(['', 'xyz']);

    drop();
    expect(tokenOf('reset')).toBe('');
  });

  it('is gone once dropped, the login stays, and the same letter opens again', () => {
    rememberLogin('+8613900000000');
    take('#reset=over');

    drop();
    expect([tokenOf('reset'), tokenOf('invitation'), loginHere()]).toEqual(['', '', '+8613900000000']);

    take('#reset=over');
    expect(tokenOf('reset')).toBe('over');
  });

  it('is nothing else that may stand behind a #', () => {
    expect(['', '#page', '#reset=', '#other=abc', '#reset=a b', 'reset=abc'].map(take)).toEqual(Array(6).fill(null));
  });

  it('lets the next page know the login', () => {
    rememberLogin('bo@example.com');

    expect(loginHere()).toBe('bo@example.com');
  });
});
