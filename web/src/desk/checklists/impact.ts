// Numbers of a re-score as the page draws them. Nothing is scored here.

import { fraction } from '../../shared/format';
import type { RescoredDealer, Summary } from './doors';

export interface GradePair {
  readonly grade: string;
  readonly before: number;
  readonly after: number;
}

/** Grades in the order given by the checklist, then others by name; dealers before and after. */
export function gradePairs(summary: Summary, order: readonly string[]): readonly GradePair[] {
  const named = new Set([...order, ...Object.keys(summary.grades_before), ...Object.keys(summary.grades_after)]);
  return [...named].map((grade) => ({
    grade,
    before: summary.grades_before[grade] ?? 0,
    after: summary.grades_after[grade] ?? 0,
  }));
}

/** The largest changes first; dealers without a score on one side last. */
export function byChange(dealers: readonly RescoredDealer[]): readonly RescoredDealer[] {
  const size = (dealer: RescoredDealer) => (dealer.delta === null ? -1 : Math.abs(fraction(dealer.delta)));
  return [...dealers].sort((one, other) => size(other) - size(one) || one.code.localeCompare(other.code));
}

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** The axis of the dumbbells: from the tens below the least score to the tens above the highest. */
export function spanOf(dealers: readonly RescoredDealer[]): Span {
  const scores = dealers
    .flatMap((dealer) => [dealer.before.score, dealer.after.score])
    .flatMap((score) => (score === null ? [] : [fraction(score)]));
  if (scores.length === 0) return { low: 0, high: 100 };
  const low = Math.max(0, Math.floor((Math.min(...scores) - 1) / 10) * 10);
  return { low, high: Math.max(low + 10, Math.ceil(Math.max(...scores) / 10) * 10) };
}

/** Where a value lies on the axis, in percent. */
export function along(value: number, { low, high }: Span): number {
  return ((value - low) / (high - low)) * 100;
}

/** The running sums of a waterfall: each step from where the one before it ended. */
export function waterfall(effects: readonly string[]): readonly { from: number; to: number }[] {
  let sum = 0;
  return effects.map((effect) => {
    const from = sum;
    sum += fraction(effect);
    return { from, to: sum };
  });
}

/** A change with its sign, the minus as long as the plus. */
export function signed(text: string | null | undefined, write: (text: string) => string): string {
  if (text === null || text === undefined) return '–';
  return `${fraction(text) > 0 ? '+' : ''}${write(text).replace('-', '−')}`;
}

export function directionOf(delta: string | null): 'up' | 'down' | 'same' {
  const value = delta === null ? 0 : fraction(delta);
  if (value === 0) return 'same';
  return value > 0 ? 'up' : 'down';
}
