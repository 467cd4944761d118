// When an item applies: the `applies_if` conditions, read as the server reads them
// (`audit/checklists/conditions.py`; tests/golden/applies.json ties the two).
//
// A condition sees given values of earlier items that apply themselves, so one walk settles all. A
// leaf on anything else (missing, N/A, never happened) is false.

import { decimal } from './decimals';
import { own, takesNumber, type Answer, type Answers, type Asked, type Item } from './document';

export interface Condition extends Tests {
  readonly scenario?: readonly string[];
  readonly item?: string;
  readonly in?: readonly string[];
  readonly all?: readonly Condition[];
  readonly any?: readonly Condition[];
  readonly not?: Condition;
}

/** Comparisons with a decimal text; several must all hold. */
export interface Tests {
  readonly lt?: string;
  readonly le?: string;
  readonly gt?: string;
  readonly ge?: string;
}

interface Known {
  readonly scenario: string | null;
  readonly codes: Map<string, readonly string[]>;
  readonly numbers: Map<string, bigint>;
}

const COMPARE = {
  lt: (one: bigint, other: bigint) => one < other,
  le: (one: bigint, other: bigint) => one <= other,
  gt: (one: bigint, other: bigint) => one > other,
  ge: (one: bigint, other: bigint) => one >= other,
} as const;
const OPERATORS = ['lt', 'le', 'gt', 'ge'] as const;

/** The codes of the items that apply under these answers. */
export function applicable(checklist: Asked, answers: Answers, scenario: string | null): ReadonlySet<string> {
  const known: Known = { scenario, codes: new Map(), numbers: new Map() };
  const found = new Set<string>();
  for (const item of checklist.sections.flatMap((section) => section.items)) {
    if (!holds(item.applies_if, known)) continue;
    found.add(item.code);
    learn(item, own(answers, item.code)?.v, known);
  }
  return found;
}

/** Whether the number passes every test there is. */
export function passes(tests: Tests, number: bigint): boolean {
  return OPERATORS.every((name) => {
    const by = tests[name];
    return by === undefined || COMPARE[name](number, decimal(by) ?? 0n);
  });
}

function learn(item: Item, value: Answer['v'], known: Known): void {
  if (value === undefined) return;
  if (!takesNumber(item)) {
    known.codes.set(item.code, typeof value === 'string' ? [value] : value);
    return;
  }
  const number = decimal(value);
  if (number !== null) known.numbers.set(item.code, number);
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
  if (number !== undefined) return among(leaf.in, number) && passes(leaf, number);
  const codes = known.codes.get(code);
  if (codes === undefined || OPERATORS.some((name) => leaf[name] !== undefined)) return false;
  return leaf.in?.some((each) => codes.includes(each)) ?? true;
}

/** `in` of a number: the same one however it is written ("5" and "5.0"). */
function among(wanted: readonly string[] | undefined, number: bigint): boolean {
  return wanted?.some((each) => decimal(each) === number) ?? true;
}
