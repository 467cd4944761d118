import { describe, expect, it } from 'vitest';
import type { Doc, Item } from '../src/desk/checklists/document';
import * as edit from '../src/desk/checklists/edit';
import { begin, change, redo, settle, undo } from '../src/desk/checklists/history';
import { blank, fresh, retyped } from '../src/desk/checklists/make';
import { plainNumber } from '../src/desk/checklists/numbers';
import { getAt, moved, pointer, setAt, steps } from '../src/desk/checklists/path';
import { matching } from '../src/desk/checklists/search';

const item = (code: string, more: Partial<Item> = {}): Item => ({ code, type: 'binary', text: { 'zh-CN': code }, max: '5', ...more });

function doc(): Doc {
  return {
    code: 'svc',
    version: 1,
    scoring: {},
    scenarios: [{ code: 'paid' }],
    marks: [{ code: 'parked' }, { code: 'greeted' }],
    sections: [
      { code: 'A', items: [item('A1', { type: 'option', options: { x: { points: '1' }, y: { points: '0' } } }), item('A2')] },
      { code: 'B', items: [item('B1', { applies_if: { all: [{ item: 'A1', in: ['x'] }, { scenario: ['paid'] }] } })] },
      { code: 'C', items: [] },
    ],
  };
}

/** The first parts of the condition on an item. */
const parts = (found: Doc, section: number, at: number) => found.sections[section]?.items[at]?.applies_if?.all ?? [];
const codes = (found: Doc) => found.sections.map((section) => section.items.map((each) => each.code).join());

describe('places in a document', () => {
  it('are written as JSON pointers and read back', () => {
    expect(pointer(['kpi', 'a/b', '~x'])).toBe('/kpi/a~1b/~0x');
    expect(steps('/kpi/a~1b/~0x')).toEqual(['kpi', 'a/b', '~x']);
    expect(steps('')).toEqual([]);
  });

  it('are set without touching what lies beside them', () => {
    const before = doc();

    const after = setAt(before, ['sections', 0, 'items', 1, 'text', 'en'], 'word');

    expect(getAt(after, ['sections', 0, 'items', 1, 'text', 'en'])).toBe('word');
    expect(after.sections[1]).toBe(before.sections[1]);
    expect(after.sections[0]?.items[0]).toBe(before.sections[0]?.items[0]);
    expect(before).toEqual(doc());
  });

  it('lose their key with nothing in it, and make what is missing on the way', () => {
    expect(setAt({ a: 1, b: 2 }, ['a'], undefined)).toEqual({ b: 2 });
    expect(setAt({}, ['a', 'b'], 'c')).toEqual({ a: { b: 'c' } });
  });

  it('move within a list only', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b'], 0, 5)).toEqual(['a', 'b']);
  });
});

describe('the history', () => {
  it('takes typing into one field as one step until the field is left', () => {
    let history = begin('');
    for (const text of ['a', 'ab', 'abc']) history = change(history, text, '/title');
    history = change(settle(history), 'abcd', '/title');

    expect(undo(history).now).toBe('abc');
    expect(undo(undo(history)).now).toBe('');
    expect(redo(undo(history)).now).toBe('abcd');
  });

  it('goes back at least fifty steps and forgets what was undone at the next change', () => {
    let history = begin(0);
    for (let n = 1; n <= 60; n += 1) history = change(history, n);
    let back = history;
    for (let n = 0; n < 50; n += 1) back = undo(back);

    expect(back.now).toBe(10);
    expect(redo(change(back, 99)).now).toBe(99);
  });

  it('stays at its ends', () => {
    const history = begin('x');

    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
  });
});

describe('editing', () => {
  it('adds an item with the next free code and the tags of the one before', () => {
    const start = setAt(doc(), ['sections', 0, 'items', 1, 'touchpoint'], 'desk');

    const after = edit.addItem(start, 0, 2);

    expect(codes(after)).toEqual(['A1,A2,A3', 'B1', '']);
    expect(after.sections[0]?.items[2]).toMatchObject({ type: 'binary', touchpoint: 'desk', text: {} });
    expect(codes(edit.addItem(doc(), 2, 0))).toEqual(['A1,A2', 'B1', 'C1']);
  });

  it('duplicates an item under a code of its own', () => {
    expect(codes(edit.duplicateItem(doc(), { section: 0, item: 0 }))).toEqual(['A1,A3,A2', 'B1', '']);
  });

  it('duplicates a section whose conditions then look at the copies', () => {
    const start = edit.moveItem(doc(), { section: 1, item: 0 }, { section: 0, item: 2 });

    const copied = edit.duplicateSection(start, 0);

    expect(copied.sections[1]?.code).toBe('A1');
    expect(codes(copied)[1]).toBe('A3,A4,B2');
    expect(parts(copied, 1, 2)[0]?.item).toBe('A3');
  });

  it('inserts a section from elsewhere, only the codes that are taken made anew', () => {
    const section = { code: 'NEW', items: [item('A1'), item('Z1')] };

    const after = edit.insertSection(doc(), 1, section);

    expect(after.sections.map((each) => each.code)).toEqual(['A', 'NEW', 'B', 'C']);
    expect(codes(after)[1]).toBe('A3,Z1');
    expect(edit.insertItem(doc(), { section: 2, item: 0 }, item('A2')).sections[2]?.items[0]?.code).toBe('A3');
  });

  it('moves items over the edges of sections', () => {
    const down = edit.neighbour(doc(), { section: 0, item: 1 }, 1);
    const up = edit.neighbour(doc(), { section: 1, item: 0 }, -1);

    expect(down).toEqual({ section: 1, item: 0 });
    expect(up).toEqual({ section: 0, item: 2 });
    expect(codes(edit.moveItem(doc(), { section: 0, item: 1 }, { section: 1, item: 0 }))).toEqual(['A1', 'A2,B1', '']);
    expect(edit.neighbour(doc(), { section: 0, item: 0 }, -1)).toBeNull();
  });

  it('renames an item where conditions look at it, unless two have the code', () => {
    const after = edit.renameItem(doc(), { section: 0, item: 0 }, 'X9');
    expect(parts(after, 1, 0)[0]).toEqual({ item: 'X9', in: ['x'] });

    const twice = edit.renameItem(doc(), { section: 0, item: 1 }, 'A1');
    const one = edit.renameItem(twice, { section: 0, item: 1 }, 'Z');
    expect(parts(one, 1, 0)[0]?.item).toBe('A1');
  });

  it('renames an option at its place, in conditions too, and never over another', () => {
    const place = { section: 0, item: 0 };

    const after = edit.renameChoice(doc(), place, 'x', 'good');

    expect(Object.keys(getAt(after, ['sections', 0, 'items', 0, 'options']) as object)).toEqual(['good', 'y']);
    expect(after && parts(after, 1, 0)[0]?.in).toEqual(['good']);
    expect(edit.renameChoice(doc(), place, 'x', 'y')).toBeNull();
  });

  it('renames scenarios in conditions and marks in timers', () => {
    const timed = setAt(doc(), ['sections', 0, 'items', 1, 'timer'], { from: 'parked', to: 'greeted' });

    expect(parts(edit.renameScenario(doc(), 0, 'own'), 1, 0)[1]).toEqual({ scenario: ['own'] });
    expect(edit.renameMark(timed, 0, 'gate').sections[0]?.items[1]?.timer).toEqual({ from: 'gate', to: 'greeted' });
  });

  it('deletes and moves sections', () => {
    expect(edit.deleteSection(doc(), 0).sections.map((each) => each.code)).toEqual(['B', 'C']);
    expect(edit.moveSection(doc(), 0, 1).sections.map((each) => each.code)).toEqual(['B', 'A', 'C']);
    expect(edit.addSection(doc()).sections.at(-1)?.items).toEqual([]);
    expect(codes(edit.deleteItem(doc(), { section: 0, item: 0 }))[0]).toBe('A2');
  });
});

describe('making items', () => {
  it('finds a code that nobody has', () => {
    expect(fresh('RC2', ['RC2', 'RC3'])).toBe('RC4');
    expect(fresh('RC09', ['RC09'])).toBe('RC10');
    expect(fresh('desk', ['desk'])).toBe('desk1');
    expect(fresh('free', [], true)).toBe('free');
  });

  it('keeps labels, units and timers where both types have them, and drops what the new one lacks', () => {
    const option = item('A', { type: 'option', options: { x: { points: '2', text: { en: 'word' } } }, critical: { effect: 'zero_overall' } });
    const bands = item('N', { ...blank('N', 'numeric_bands'), unit: 'h', timer: { from: 'a', to: 'b' } });

    expect(retyped(option, 'multi_deduct')).toMatchObject({ faults: option.options, critical: option.critical });
    expect(retyped(option, 'multi_deduct')).not.toHaveProperty('options');
    expect(retyped(bands, 'numeric_linear')).toMatchObject({ unit: 'h', timer: { from: 'a', to: 'b' }, target: '5' });
    expect(retyped(option, 'observe')).not.toHaveProperty('max');
    expect(retyped(option, 'bonus')).not.toHaveProperty('critical');
  });

  it('asks for a comment below a number only where there is a number', () => {
    const rating = item('R', { type: 'rating', comment: { when: 'below', value: '6' } });

    expect(retyped(rating, 'binary').comment).toBe('on_fail');
    expect(retyped(rating, 'count_deduct').comment).toEqual(rating.comment);
  });
});

describe('typing and finding', () => {
  it('reads the digits of a Chinese keyboard', () => {
    expect(plainNumber(' １２．５ ')).toBe('12.5');
    expect(plainNumber('0。5')).toBe('0.5');
  });

  it('finds items by code, text and the labels of their answers', () => {
    const section = { code: 'S', items: [item('A1'), item('A2', { type: 'option', options: { x: { text: { en: 'Clean floor' } } } })] };

    expect(matching(section, 'clean FLOOR')).toEqual([1]);
    expect(matching(section, 'a')).toEqual([0, 1]);
    expect(matching(section, 'nothing')).toEqual([]);
  });
});
