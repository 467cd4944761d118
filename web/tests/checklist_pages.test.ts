import { describe, expect, it } from 'vitest';
import { applicable } from '../src/checklist/applies';
import { best, random } from '../src/desk/checklists/answers';
import { aspectsOf, chapters, shown } from '../src/desk/checklists/changes';
import { codesOf, earlier, leafOn, lookers, sentence, withParts } from '../src/desk/checklists/condition';
import { changedCodes } from '../src/desk/checklists/conflict';
import { readable, type Doc, type Item } from '../src/desk/checklists/document';
import type { Change, Difference, RescoredDealer, Summary, Version } from '../src/desk/checklists/doors';
import { at, ofItem, ofSection, ofSettings, placed, whereabouts } from '../src/desk/checklists/faults';
import { figures } from '../src/desk/checklists/figures';
import { families, fromAddress, nextVersion, toAddress } from '../src/desk/checklists/filter';
import { along, byChange, gradePairs, spanOf, waterfall } from '../src/desk/checklists/impact';
import { forget, found, keep } from '../src/desk/checklists/kept';
import { booksOf, leafName } from '../src/desk/checklists/kpi';
import { asText, rowsOf } from '../src/desk/checklists/report';
import { compared } from '../src/desk/checklists/wording';
import { editorZhCN } from '../src/i18n/checklists-editor.zh-CN';

const item = (code: string, more: Partial<Item> = {}): Item => ({ code, type: 'binary', text: { 'zh-CN': `第${code}项` }, ...more });
const doc: Doc = {
  code: 'svc',
  version: 3,
  scoring: {},
  scenarios: [{ code: 'paid', text: { 'zh-CN': '自费' } }],
  frameworks: [{ code: 'core4' }],
  sections: [
    {
      code: 'A',
      title: { 'zh-CN': '接待' },
      items: [
        item('A1', { max: '5', critical: { effect: 'zero_overall' } }),
        item('A2', { type: 'rating', low: '1', high: '10', max: '10' }),
        item('A3', { type: 'option', max: '3', options: { x: { points: '3', text: { 'zh-CN': '好' } }, y: { points: '0' } } }),
      ],
    },
    {
      code: 'B',
      items: [
        item('B1', { type: 'observe', answer: 'photo', applies_if: { item: 'A1', in: ['no'] } }),
        item('B2', { type: 'numeric_bands', max: '5', bands: [{ le: '5', points: '2' }, { lt: '10', points: '5' }, { points: '0' }] }),
      ],
    },
  ],
};

const words = editorZhCN.condition.says as Readonly<Record<string, string>>;
const say = (name: string, facts: Record<string, string> = {}) =>
  (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key: string) => facts[key] ?? '');

describe('conditions', () => {
  it('look at earlier items only', () => {
    expect(earlier(doc, { section: 1, item: 0 }).map((each) => each.code)).toEqual(['A1', 'A2', 'A3']);
    expect(earlier(doc, { section: 0, item: 0 })).toEqual([]);
  });

  it('begin with what the item can be answered with', () => {
    const [one, two, three] = doc.sections[0]?.items ?? [];

    expect(one && leafOn(one)).toEqual({ item: 'A1', in: ['yes'] });
    expect(two && leafOn(two)).toEqual({ item: 'A2', ge: '1' });
    expect(three && codesOf(three)).toEqual(['x', 'y']);
  });

  it('are said in words', () => {
    const condition = {
      all: [
        { scenario: ['paid'] },
        { any: [{ item: 'A1', in: ['yes'] }, { not: { item: 'A3', in: ['x', 'y'] } }] },
        { item: 'A2', gt: '3', le: '8' },
      ],
    };

    expect(sentence(condition, doc, 'zh-CN', say)).toBe(
      '情景是“自费”，并且（A1 “第A1项”答“是”，或不满足（A3 “第A3项”答“好”或“y”）），并且A2 “第A2项”不大于 8，并且大于 3',
    );
  });

  it('vanish with their last part', () => {
    expect(withParts({ any: [] }, [])).toBeNull();
    expect(withParts({ any: [] }, [{ scenario: ['a'] }])).toEqual({ any: [{ scenario: ['a'] }] });
  });

  it('tell which items look at one', () => {
    expect(lookers(doc, 'A1').map((each) => each.code)).toEqual(['B1']);
    expect(lookers(doc, 'A2')).toEqual([]);
  });
});

describe('faults', () => {
  const fault = (where: string) => ({ pointer: where, code: 'c', detail: 'd' });

  it('know their row, their part of the panel and their field', () => {
    const found = placed(fault('/sections/1/items/0/applies_if/all/0/item'), 'draft');

    expect(found).toMatchObject({ section: 1, item: 0, group: 'condition', field: 'applies_if › all › 0 › item' });
    expect(whereabouts(found, doc)).toBe('B › B1');
    expect(placed(fault('/sections/0/items/2/options/x/text/en'), 'publish').group).toBe('scoring');
    expect(placed(fault('/sections/0/items/2/text/en'), 'publish').group).toBe('texts');
  });

  it('are sorted to items, sections and settings', () => {
    const all = ['/title/en', '/sections/0/title/en', '/sections/0/items/1/max'].map((each) => placed(fault(each), 'draft'));

    expect(ofItem(all, { section: 0, item: 1 }).map((each) => each.pointer)).toEqual(['/sections/0/items/1/max']);
    expect(ofSection(all, 0).map((each) => each.field)).toEqual(['title']);
    expect(ofSettings(all).map((each) => each.pointer)).toEqual(['/title/en']);
    expect(at(all, '/sections/0/items/1')).toHaveLength(1);
    expect(at(all, '/sections/0/items/10')).toHaveLength(0);
  });
});

describe('trying answers', () => {
  it('fills in the best of each that applies', () => {
    const answers = best(doc, 'paid');

    expect(answers).toMatchObject({ A1: { v: 'yes' }, A2: { v: '10' }, A3: { v: 'x' } });
    expect(answers).not.toHaveProperty('B1');
    expect(Number(answers['B2']?.v)).toBeGreaterThan(5);
    expect(Number(answers['B2']?.v)).toBeLessThan(10);
  });

  it('fills in at random what applies under what it filled in', () => {
    for (const chance of [0, 0.4, 0.74, 0.9, 0.999]) {
      const answers = random(doc, null, () => chance);

      expect(Object.keys(answers).sort()).toEqual([...applicable(readable(doc), answers, null)].sort());
    }
    expect(random(doc, null, () => 0.9)['B1']?.photos).toHaveLength(1);
  });
});

describe('the list', () => {
  const version = (code: string, number: number, state = 'published') =>
    ({ id: code + String(number), code, version: number, state, title: { 'zh-CN': `表${code}` } }) as unknown as Version;
  const all = [version('b', 1), version('a', 1, 'retired'), version('a', 2, 'draft')];

  it('stands by code, the newest version first', () => {
    expect(families(all, { state: '', text: '' }).map((each) => each.versions.map((one) => one.id))).toEqual([['a2', 'a1'], ['b1']]);
    expect(families(all, { state: 'draft', text: '' }).map((each) => each.code)).toEqual(['a']);
    expect(families(all, { state: '', text: '表B' }).map((each) => each.code)).toEqual(['b']);
  });

  it('counts versions on and keeps its filter in the address', () => {
    expect(nextVersion(all, 'a')).toBe(3);
    expect(nextVersion(all, 'new')).toBe(1);
    expect(fromAddress(toAddress({ state: 'draft', text: 'x' }))).toEqual({ state: 'draft', text: 'x' });
    expect(fromAddress({ state: 'nonsense' })).toEqual({ state: '', text: '' });
  });

  it('tells a checklist in figures', () => {
    expect(figures(doc)).toEqual({ sections: 2, items: 5, scored: 4, conditional: 1, critical: 1, points: '23' });
  });
});

describe('the comparison', () => {
  it('marks words that went and came, Chinese by characters', () => {
    expect(compared('请在 5 分钟内问候', '请在 3 分钟内主动问候')).toEqual([
      { kind: 'same', text: '请在 ' },
      { kind: 'gone', text: '5' },
      { kind: 'new', text: '3' },
      { kind: 'same', text: ' 分钟内' },
      { kind: 'new', text: '主动' },
      { kind: 'same', text: '问候' },
    ]);
    expect(compared('', 'new')).toEqual([{ kind: 'new', text: 'new' }]);
    expect(compared('a', 'a')).toEqual([{ kind: 'same', text: 'a' }]);
  });

  it('groups changes by section and item, the document first, and filters them', () => {
    const change = (section: string | null, code: string | null, aspect: string, scores = false) =>
      ({ kind: 'changed', place: 'item', section, item: code, aspect, scores, field: '/x', before: '1', after: '2' }) as Change;
    const changes = [change('A', 'A1', 'wording'), change(null, null, 'scoring', true), change('A', 'A1', 'points', true)];

    expect(chapters(changes, [], false).map((each) => [each.section, each.entries.length])).toEqual([[null, 1], ['A', 1]]);
    expect(chapters(changes, ['wording'], false)[0]?.entries[0]?.changes).toHaveLength(1);
    expect(chapters(changes, ['wording'], true)).toEqual([]);
    expect(aspectsOf({ changes } as unknown as Difference)).toEqual([
      { aspect: 'wording', count: 1 },
      { aspect: 'points', count: 1 },
      { aspect: 'scoring', count: 1 },
    ]);
    expect(shown(['a', 'b'])).toBe('a, b');
    expect(shown({ min: 1 })).toBe('{ min: 1 }');
  });
});

describe('two states of a draft', () => {
  it('differ by item whatever the order of keys', () => {
    const other = structuredClone(doc) as unknown as { sections: { items: Item[] }[] };
    other.sections[0]?.items.splice(1, 1, { high: '10', low: '1', type: 'rating', max: '9', text: { 'zh-CN': '第A2项' }, code: 'A2' });

    expect(changedCodes(doc, other as unknown as Doc)).toEqual(['A2']);
    expect(changedCodes(doc, { ...doc, title: { en: 'x' } })).toEqual(['*']);
    expect(changedCodes(doc, structuredClone(doc))).toEqual([]);
  });

  it('are kept in the tab, and a full store is told', () => {
    const held = new Map<string, string>();
    const drawer = {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => void held.set(key, value),
      removeItem: (key: string) => void held.delete(key),
    };
    const full = { ...drawer, setItem: () => { throw new Error('full'); } };

    expect(keep(drawer, 'v1', { document: doc, etag: '"1"' })).toBe(true);
    expect(found(drawer, 'v1')).toEqual({ document: doc, etag: '"1"' });
    forget(drawer, 'v1');
    expect(found(drawer, 'v1')).toBeNull();
    expect(keep(full, 'v1', { document: doc, etag: '' })).toBe(false);
  });
});

describe('the report of a workbook', () => {
  it('names sheet, row and column, and pastes as a table', () => {
    const rows = rowsOf([
      { pointer: '/检查项/AF12', code: 'c', detail: '应为数字' },
      { pointer: '/KPI', code: 'c', detail: 'sheet missing' },
    ]);

    expect(rows).toEqual([
      { sheet: '检查项', row: '12', column: 'AF', detail: '应为数字' },
      { sheet: 'KPI', row: '', column: '', detail: 'sheet missing' },
    ]);
    expect(asText(rows)).toBe('检查项\t12\tAF\t应为数字\nKPI\t\t\tsheet missing');
  });
});

describe('KPI frameworks', () => {
  it('offer their leaves by what they roll up to, in the version asked for', () => {
    const nodes = [
      { code: 'R', title: { en: 'Root' } },
      { code: 'R.A', parent: 'R', title: { en: 'Leaf' } },
    ];
    const frameworks = [1, 2].map((version) => ({ code: 'core4', version, document: { title: { en: `v${String(version)}` }, nodes } }));

    const [book] = booksOf(doc, frameworks, []);

    expect(book).toMatchObject({ title: { en: 'v2' }, branches: [{ code: 'R', leaves: [{ code: 'R.A' }] }] });
    expect(book && leafName(book, 'R.A', 'en')).toBe('Leaf');
    expect(booksOf(doc, [], ['gone']).map((each) => [each.code, each.branches.length])).toEqual([['core4', 0], ['gone', 0]]);
  });
});

describe('the impact', () => {
  const dealer = (code: string, before: string | null, after: string | null, delta: string | null) =>
    ({ code, delta, before: { score: before }, after: { score: after } }) as RescoredDealer;

  it('puts the largest changes first and those without a score last', () => {
    const found = byChange([dealer('a', '80', '81', '1'), dealer('b', null, null, null), dealer('c', '90', '85', '-5')]);

    expect(found.map((each) => each.code)).toEqual(['c', 'a', 'b']);
  });

  it('draws all dealers on one axis of whole tens', () => {
    const span = spanOf([dealer('a', '71.5', '88', '16.5')]);

    expect(span).toEqual({ low: 70, high: 90 });
    expect(along(80, span)).toBe(50);
    expect(spanOf([])).toEqual({ low: 0, high: 100 });
  });

  it('lets a waterfall end at the sum of its effects', () => {
    expect(waterfall(['-1.25', '0.5', '-0.25'])).toEqual([
      { from: 0, to: -1.25 },
      { from: -1.25, to: -0.75 },
      { from: -0.75, to: -1 },
    ]);
  });

  it('keeps the order of the grades and adds those nobody listed', () => {
    const summary = { grades_before: { B: 2, X: 1 }, grades_after: { A: 3 } } as unknown as Summary;

    expect(gradePairs(summary, ['A', 'B'])).toEqual([
      { grade: 'A', before: 0, after: 3 },
      { grade: 'B', before: 2, after: 0 },
      { grade: 'X', before: 1, after: 0 },
    ]);
  });
});
