import { describe, expect, it } from 'vitest';
import { applicable } from '../src/checklist/applies';
import { lacks, type Situation } from '../src/checklist/complete';
import { decimal, ONE } from '../src/checklist/decimals';
import type { Asked, Item, Section } from '../src/checklist/document';
import { pointer, say } from '../src/checklist/fault';
import { chapters, type Phase } from '../src/checklist/parts';
import { problems } from '../src/checklist/problems';
import { progress } from '../src/checklist/progress';

const binary = (code: string, keys: Partial<Item> = {}): Item => ({ code, type: 'binary', max: '10', text: {}, ...keys });
const section = (code: string, items: readonly Item[], phase?: Phase): Section => ({
  code,
  title: {},
  weight: '1',
  chain: false,
  items,
  ...(phase ? { phase } : {}),
});
const onSite: Situation = { scenario: null, part: 'onsite', manifest: {} };

const checklist: Asked = {
  sections: [
    section('P', [binary('P1')], 'before'),
    section('S', [
      binary('S1'),
      binary('S2', { applies_if: { item: 'S1', in: ['no'] }, comment: 'always' }),
      binary('S3', { deferred: true }),
      binary('S4', { required: false }),
    ]),
    section('H', [binary('H1', { applies_if: { item: 'S1', in: ['no'] } })]),
    section('K', [binary('K1')], 'after'),
  ],
};

function seen(phase: Phase, answers = {}): readonly string[] {
  const found = chapters(checklist, applicable(checklist, answers, null), phase);
  return found.map((each) => `${each.section.code}: ${each.places.map((place) => place.item.code).join(' ')}`);
}

describe('what is seen in a phase', () => {
  it('is each section in its own, and what is deferred once more after the visit', () => {
    expect(seen('before')).toEqual(['P: P1']);
    expect(seen('on_site')).toEqual(['S: S1 S3 S4']);
    expect(seen('after')).toEqual(['S: S3', 'K: K1']);
  });

  it('grows with the answers; a section of which nothing applies is not seen', () => {
    expect(seen('on_site', { S1: { v: 'no' } })).toEqual(['S: S1 S2 S3 S4', 'H: H1']);
  });
});

describe('progress', () => {
  it('counts what must be answered in this part, section by section', () => {
    expect(progress(checklist, {}, onSite)).toEqual([
      { section: 'P', due: 1, done: 0 },
      { section: 'S', due: 1, done: 0 },
      { section: 'K', due: 0, done: 0 },
    ]);
    expect(progress(checklist, {}, { ...onSite, part: 'callback' })).toEqual([
      { section: 'S', due: 1, done: 0 },
      { section: 'K', due: 1, done: 0 },
    ]);
  });

  it('grows with what an answer brings up, and counts nothing done that has a fault', () => {
    const answers = { S1: { v: 'no' }, S2: { v: 'yes' }, P1: { v: 'perhaps' } };

    expect(progress(checklist, answers, onSite)).toEqual([
      { section: 'P', due: 1, done: 0 },
      { section: 'S', due: 2, done: 1 },
      { section: 'H', due: 1, done: 0 },
      { section: 'K', due: 0, done: 0 },
    ]);
  });

  it('keeps items apart whose codes begin alike or carry a stroke', () => {
    const asked = { sections: [section('S', [binary('a'), binary('a/b'), binary('a~b')])] };
    const answers = { a: { v: 'yes' }, 'a~b': { v: 'yes' } };

    expect(progress(asked, answers, onSite)).toEqual([{ section: 'S', due: 3, done: 2 }]);
  });
});

describe('what is lacking while somebody still answers', () => {
  const one = { sections: [section('S', [binary('A', { na_allowed: true })])] };

  it('a comment typed before the answer is an answer still missing', () => {
    expect(lacks(one, { A: { comment: 'x' } }, onSite).map((fault) => fault.code)).toEqual(['answer.missing']);
  });

  it('of an item that may stay open it is told that a comment alone says nothing', () => {
    const asked = { sections: [section('S', [binary('A', { required: false })])] };

    expect(lacks(asked, { A: { comment: 'x' } }, onSite)).toEqual([
      { pointer: '/answers/A', code: 'answer.not_one_state', facts: {} },
    ]);
  });

  it('two states at once are told before anything else of the item', () => {
    expect(lacks(one, { A: { v: 'x', none: true } }, onSite).map((fault) => fault.code)).toEqual([
      'answer.not_one_state',
    ]);
  });
});

describe('decimals', () => {
  it('are exact to forty digits a side', () => {
    expect(decimal('0.1')).toBe(ONE / 10n);
    expect(decimal('-12.50')).toBe((ONE * -25n) / 2n);
    expect(decimal(`0.${'0'.repeat(39)}1`)).toBe(1n);
    expect(decimal('9'.repeat(40))).toBe((10n ** 40n - 1n) * ONE);
    expect([decimal('1e3'), decimal(5), decimal(null), decimal('1'.repeat(41))]).toEqual([null, null, null, null]);
  });
});

describe('sentences', () => {
  const fault = { code: 'answer.photos_too_few', facts: { item: 'RC2', least: 2 } } as const;

  it('come in the language of the reader with their facts', () => {
    expect(say(fault, 'zh-CN')).toBe('检查项“RC2”至少需要 2 张照片。请补拍。');
    expect(say(fault, 'en')).toBe('The item “RC2” needs more photos (2 or more). Take the missing ones.');
    expect(say(fault, 'de')).toBe(say(fault, 'zh-CN'));
  });

  it('are there in both languages for every code', () => {
    for (const texts of Object.values(problems)) expect(Object.keys(texts)).toEqual(['zh-CN', 'en']);
  });

  it('stand at pointers with strokes and tildes escaped', () => {
    expect(pointer('answers', 'a/b~c', 0)).toBe('/answers/a~1b~0c/0');
  });
});
