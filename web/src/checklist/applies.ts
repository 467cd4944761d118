// When an item applies: the `applies_if` conditions, read as the server reads them
// (`audit/checklists/conditions.py`; tests/golden/applies.json ties the two).
//
// A condition sees given values of earlier items that apply themselves, so one walk settles all. A
// leaf on anything else (missing, N/A, never happened) is false.

import type { Answers, Checklist, Item } from './document';

export interface Condition {
  readonly scenario?: readonly string[];
  readonly item?: string;
  readonly in?: readonly string[];
  readonly lt?: string;
  readonly le?: string;
  readonly gt?: string;
  readonly ge?: string;
  readonly all?: readonly Condition[];
  readonly any?: readonly Condition[];
  readonly not?: Condition;
}

interface Known {
  readonly scenario: string | null;
  readonly codes: Map<string, readonly string[]>;
  readonly numbers: Map<string, number>;
}

const NUMBERS = new Set(['numeric_bands', 'numeric_linear', 'rating', 'count_deduct']);
const TESTS = {
  lt: (one: number, other: number) => one < other,
  le: (one: number, other: number) => one <= other,
  gt: (one: number, other: number) => one > other,
  ge: (one: number, other: number) => one >= other,
} as const;

/** The codes of the items that apply under these answers. */
export function applicable(
  checklist: Pick<Checklist, 'sections'>,
  answers: Answers,
  scenario: string | null,
): ReadonlySet<string> {
  const known: Known = { scenario, codes: new Map(), numbers: new Map() };
  const found = new Set<string>();
  for (const item of checklist.sections.flatMap((section) => section.items)) {
    if (!holds(item.applies_if, known)) continue;
    found.add(item.code);
    const given = answers[item.code]?.v;
    if (given !== undefined) learn(item, [given].flat(), known);
  }
  return found;
}

function takesNumber(item: Item): boolean {
  return NUMBERS.has(item.type) || (item.type === 'observe' && ['number', 'duration'].includes(item.answer ?? ''));
}

function learn(item: Item, values: readonly string[], known: Known): void {
  if (takesNumber(item)) known.numbers.set(item.code, Number(values[0]));
  else known.codes.set(item.code, values);
}

function holds(condition: Condition | undefined, known: Known): boolean {
  if (!condition) return true;
  if (condition.scenario) return known.scenario !== null && condition.scenario.includes(known.scenario);
  if (condition.all) return condition.all.every((part) => holds(part, known));
  if (condition.any) return condition.any.some((part) => holds(part, known));
  if (condition.not) return !holds(condition.not, known);
  return itemHolds(condition, known);
}

function itemHolds(leaf: Condition, known: Known): boolean {
  const code = leaf.item ?? '';
  const number = known.numbers.get(code);
  const codes = known.codes.get(code);
  if (number === undefined && codes === undefined) return false;
  return among(leaf.in, number, codes) && passes(leaf, number);
}

/** `in`: any ticked code, or the same number however it is written ("5" and "5.0"). */
function among(
  wanted: readonly string[] | undefined,
  number: number | undefined,
  codes: readonly string[] | undefined,
): boolean {
  if (!wanted) return true;
  if (number !== undefined) return wanted.some((each) => Number(each) === number);
  return wanted.some((each) => codes?.includes(each));
}

function passes(leaf: Condition, number: number | undefined): boolean {
  return (Object.keys(TESTS) as (keyof typeof TESTS)[]).every((name) => {
    const by = leaf[name];
    return by === undefined || (number !== undefined && TESTS[name](number, Number(by)));
  });
}
