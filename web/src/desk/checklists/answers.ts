// Answers filled in for a try: the best an item can be answered with, or any that it can.
// Which is best is read off the points an author wrote; the score itself is the server's word.

import { applicable } from '../../checklist/applies';
import type { Answer, Answers } from '../../checklist/document';
import { allItems, choiceKey, readable, type Band, type Doc, type Item } from './document';

type Chance = () => number;
type Value = Answer['v'];

export function best(doc: Doc, scenario: string | null): Answers {
  return fill(doc, scenario, bestValue);
}

/** Any answers, of the kind and range the items take; `chance` gives numbers from 0 to below 1. */
export function random(doc: Doc, scenario: string | null, chance: Chance = Math.random): Answers {
  return fill(doc, scenario, (item) => randomValue(item, chance));
}

/** In document order, and only what applies under the answers so far: as a visitor would. */
function fill(doc: Doc, scenario: string | null, value: (item: Item) => Value): Answers {
  const found: Record<string, Answer> = {};
  const checklist = readable(doc);
  allItems(doc).forEach((item, index) => {
    if (item.code === '' || !applicable(checklist, found, scenario).has(item.code)) return;
    found[item.code] = { ...(isPicture(item) ? {} : { v: value(item) }), ...evidence(item, index), ...remark(item) };
  });
  return found;
}

function isPicture(item: Item): boolean {
  return item.type === 'observe' && ['photo', 'signature'].includes(item.answer ?? '');
}

/** As many photos as the item may demand, each with an id of its own that stands for no file. */
function evidence(item: Item, index: number): Pick<Answer, 'photos'> {
  const rule = typeof item.photo === 'object' ? item.photo.min : Number(item.photo ?? 0);
  const count = Math.max(rule, isPicture(item) ? 1 : 0);
  const id = (n: number) => `00000000-0000-4000-8000-${String(index * 100 + n).padStart(12, '0')}`;
  return count > 0 ? { photos: Array.from({ length: count }, (_, n) => id(n)) } : {};
}

/** A comment as long as the item may demand. */
function remark(item: Item): Pick<Answer, 'comment'> {
  const rule = typeof item.comment === 'object' ? item.comment : { when: item.comment ?? 'optional' };
  if (rule.when === 'never' || rule.when === 'optional') return {};
  return { comment: '–'.repeat(Math.max(1, rule.min_length ?? 1)) };
}

function bestValue(item: Item): Value {
  const makers: Readonly<Record<string, () => Value>> = {
    binary: () => item.positive ?? 'yes',
    bonus: () => 'yes',
    penalty: () => 'no',
    option: () => highest(item),
    rating: () => item.high ?? '10',
    multi_deduct: () => [],
    multi_earn: () => Object.keys(item.elements ?? {}),
    count_deduct: () => '0',
    numeric_linear: () => item.target ?? '0',
    numeric_bands: () => bestNumber(item.bands ?? []),
    observe: () => observed(item, 0),
  };
  return makers[item.type]?.();
}

function highest(item: Item): string {
  const [first] = Object.entries(item.options ?? {}).sort(([, one], [, other]) => points(other) - points(one));
  return first?.[0] ?? '';
}

function points(holder: { readonly points?: string }): number {
  return Number(holder.points ?? 0);
}

/** A number that falls into the band with the most points, as the bands are read: the first that fits. */
function bestNumber(bands: readonly Band[]): string {
  const most = Math.max(...bands.map(points));
  return candidates(bands).find((value) => points(bandOf(bands, value) ?? {}) === most)?.toString() ?? '0';
}

function candidates(bands: readonly Band[]): readonly number[] {
  const edges = bands.flatMap((band) => [band.lt, band.le, band.gt, band.ge].flatMap((edge) => (edge ? [Number(edge)] : [])));
  return [0, ...edges.flatMap((edge) => [edge - 1, edge, edge + 1])].filter((value) => value >= 0);
}

function bandOf(bands: readonly Band[], value: number): Band | undefined {
  const passes: readonly ((band: Band) => boolean)[] = [
    ({ lt }) => lt === undefined || value < Number(lt),
    ({ le }) => le === undefined || value <= Number(le),
    ({ gt }) => gt === undefined || value > Number(gt),
    ({ ge }) => ge === undefined || value >= Number(ge),
  ];
  return bands.find((band) => passes.every((pass) => pass(band)));
}

function randomValue(item: Item, chance: Chance): Value {
  const any = (list: readonly string[]) => list[Math.floor(chance() * list.length)] ?? '';
  const some = (list: readonly string[]) => list.filter(() => chance() < 0.3);
  const makers: Readonly<Record<string, () => Value>> = {
    option: () => any(Object.keys(item.options ?? {})),
    rating: () => String(between(Number(item.low ?? 1), Number(item.high ?? 10), chance)),
    multi_deduct: () => some(Object.keys(item.faults ?? {})),
    multi_earn: () => Object.keys(item.elements ?? {}).filter(() => chance() < 0.7),
    count_deduct: () => String(between(0, 3, chance)),
    numeric_linear: () => String(between(0, Math.max(Number(item.limit ?? 0), Number(item.target ?? 0)), chance)),
    numeric_bands: () => any(candidates(item.bands ?? []).map(String)),
    observe: () => observed(item, chance()),
  };
  return (makers[item.type] ?? (() => (chance() < 0.75 ? bestValue(item) : worse(item))))();
}

function worse(item: Item): string {
  return bestValue(item) === 'yes' ? 'no' : 'yes';
}

function between(low: number, high: number, chance: Chance): number {
  return low + Math.floor(chance() * (high - low + 1));
}

function observed(item: Item, share: number): Value {
  const choices = Object.keys(item[choiceKey(item) ?? 'choices'] ?? {});
  const values: Readonly<Record<string, string>> = {
    number: String(Math.floor(share * 10)),
    duration: String(Math.floor(share * 60)),
    date: '2026-01-15',
    time: '10:30',
    choice: choices[Math.floor(share * choices.length)] ?? '',
  };
  return values[item.answer ?? ''] ?? '–';
}
