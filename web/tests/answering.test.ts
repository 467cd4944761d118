import { describe, expect, it } from 'vitest';
import { lacks } from '../src/checklist/complete';
import type { Checklist, Item } from '../src/checklist/document';
import { changed, itemOf, nextPhoto, phaseOfItem, play, withPhoto } from '../src/desk/checklists/preview/visit';
import { cleared, commented, never, notApplicable, photographed, plain, stepped, ticked, valued } from '../src/shared/answer/change';
import { wantedPhotos } from '../src/shared/answer/wanted';

const binary = (code: string, keys: Partial<Item> = {}): Item => ({ code, type: 'binary', max: '10', text: {}, ...keys });
const section = (code: string, phase: string, items: readonly Item[]) => ({ code, title: {}, weight: '1', chain: false, phase, items });
const checklist: Checklist = {
  code: 'T',
  version: 1,
  title: {},
  scenarios: [],
  sections: [
    section('P', 'before', [binary('P1')]),
    section('S', 'on_site', [binary('a/b', { photo: true }), binary('S2', { deferred: true })]),
    section('K', 'after', [binary('K1', { applies_if: { item: 'P1', in: ['no'] } })]),
  ],
};

describe('an answer under the finger', () => {
  const noted = { v: 'yes', comment: '好', photos: ['p'] };

  it('keeps comment and photos through every change, and one state only', () => {
    expect(valued(noted, 'no')).toEqual({ v: 'no', comment: '好', photos: ['p'] });
    expect(never(noted)).toEqual({ none: true, comment: '好', photos: ['p'] });
    expect(notApplicable(noted)).toEqual({ na: true, comment: '好', photos: ['p'] });
    expect(notApplicable(never(undefined), 'other')).toEqual({ na: true, reason: 'other' });
    expect(valued(notApplicable(undefined, 'other'), ['a'])).toEqual({ v: ['a'] });
  });

  it('is gone when nothing is left of it', () => {
    expect(cleared({ v: 'yes' })).toBeUndefined();
    expect(valued({ v: '5' }, '')).toBeUndefined();
    expect(cleared(noted)).toEqual({ comment: '好', photos: ['p'] });
    expect(commented({ comment: '好' }, '')).toBeUndefined();
    expect(photographed({ photos: ['p'] }, [])).toBeUndefined();
    expect(photographed({ v: 'yes', photos: ['p'] }, [])).toEqual({ v: 'yes' });
    expect(commented({ na: true, reason: 'other' }, 'x')).toEqual({ na: true, reason: 'other', comment: 'x' });
  });

  it('is ticked in the order of the checklist', () => {
    expect(ticked([], 'b', ['a', 'b'])).toEqual(['b']);
    expect(ticked(['b'], 'a', ['a', 'b'])).toEqual(['a', 'b']);
    expect(ticked(['a', 'b'], 'a', ['a', 'b'])).toEqual(['b']);
  });

  it('takes numbers as a Chinese keyboard writes them', () => {
    expect([plain('２。５'), plain(' 1，5 '), plain('－３'), plain('ten')]).toEqual(['2.5', '1.5', '-3', 'ten']);
  });

  it('counts up and down, never below none', () => {
    expect([stepped(undefined, 1), stepped('1', 1), stepped('1', -1), stepped('0', -1), stepped('x', 1)]).toEqual([
      '1', '2', '0', '0', '1',
    ]);
  });
});

describe('photos an item has a place for', () => {
  const onFail = { photo: { min: 2, max: 3, when: 'fail' } };

  it('are told before the answer where they always hold, after it where they depend on it', () => {
    expect(wantedPhotos(binary('A', { photo: true }), undefined)).toEqual({ least: 1, most: 5, when: 'always' });
    expect(wantedPhotos(binary('A', onFail), undefined)).toEqual({ least: 0, most: 3, when: 'fail' });
    expect(wantedPhotos(binary('A', onFail), { v: 'no' })?.least).toBe(2);
    expect(wantedPhotos(binary('A', onFail), { v: 'yes' })?.least).toBe(0);
    expect(wantedPhotos({ ...binary('A', onFail), type: 'bonus' }, undefined)?.when).toBe('yes');
  });

  it('are none without a rule, and none of what does not apply', () => {
    expect(wantedPhotos(binary('A'), { v: 'no' })).toBeNull();
    expect(wantedPhotos(binary('A', { photo: true }), { na: true })).toBeNull();
    expect(wantedPhotos({ code: 'A', type: 'observe', answer: 'photo', text: {} }, undefined)?.least).toBe(1);
  });
});

describe('a visit played in the preview', () => {
  it('has the phases of which something is seen', () => {
    expect(play(checklist, {}, null, 'before').phases).toEqual(['before', 'on_site', 'after']);
  });

  it('lacks on site what cannot wait, and after it what could', () => {
    expect(play(checklist, {}, null, 'on_site').faults.map(itemOf)).toEqual(['P1', 'a/b']);
    expect(play(checklist, { P1: { v: 'no' } }, null, 'after').faults.map(itemOf)).toEqual(['S2', 'K1']);
    expect(play(checklist, { P1: { v: 'yes' } }, null, 'after').faults.map(itemOf)).toEqual(['S2']);
  });

  it('takes sample photos, each with a name of its own, declared where it was taken', () => {
    const once = withPhoto(checklist, { 'a/b': { v: 'yes' } }, 'a/b');
    const twice = withPhoto(checklist, once, 'a/b');

    expect(twice['a/b']?.photos).toEqual(['sample-1', 'sample-2']);
    expect(nextPhoto(twice)).toBe('sample-3');
    expect(play(checklist, twice, null, 'on_site').faults.map(itemOf)).toEqual(['P1']);
  });

  it('is changed one answer at a time, and knows where an item stands', () => {
    expect(changed({ A: { v: '1' } }, 'A', undefined)).toEqual({});
    expect(changed({ A: { v: '1' } }, 'B', { v: '2' })).toEqual({ A: { v: '1' }, B: { v: '2' } });
    expect(phaseOfItem(checklist, 'P1')).toBe('before');
  });

  it('tells everything of what is still given, too', () => {
    const asked = { scenario: null, part: 'onsite', manifest: {} } as const;

    expect(lacks(checklist, { P1: { comment: 'x' }, 'a/b': { v: 'yes' } }, asked).map((each) => each.code)).toEqual([
      'answer.missing', 'answer.photos_too_few',
    ]);
  });
});
