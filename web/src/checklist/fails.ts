// Whether an answer earned less than its item can, for the rules that ask more of failures.
//
// Promise: yes or no, as the server says (`scoring/earning.is_fail`), never how much: scores are the
// server's word and no screen of the phone shows one. Each type's rule (R5 to R12) is turned into a
// comparison of decimals, so nothing is divided and nothing rounded.

import { passes } from './applies';
import { decimal } from './decimals';
import { own, type Answer, type Choice, type Item } from './document';

type Value = NonNullable<Answer['v']>;
type Judge = (item: Item, value: Value) => boolean;

/** Less than the maximum for scored items, "yes" for bonus and penalty; never for observe and N/A. */
export function isFail(item: Item, answer: Answer): boolean {
  if (answer.na || item.type === 'observe') return false;
  return item.type === 'bonus' || item.type === 'penalty' ? answer.v === 'yes' : fallsShort(item, answer);
}

function fallsShort(item: Item, answer: Answer): boolean {
  if (size(item.max) === 0n) return false; // nothing to earn, nothing to fall short of
  if (answer.none || answer.v === undefined) return true;
  return own(JUDGES, item.type)?.(item, answer.v) ?? false;
}

function size(text: unknown): bigint {
  return decimal(text) ?? 0n;
}

/** Points of the distinct codes: a code ticked twice counts once (R10, R11). */
function total(choices: Readonly<Record<string, Choice>> | undefined, codes: readonly string[]): bigint {
  return [...new Set(codes)].reduce((sum, code) => sum + size(own(choices, code)?.points), 0n);
}

const JUDGES: Readonly<Record<string, Judge>> = {
  binary: (item, value) => value !== (item.positive ?? 'yes'),
  option: (item, value) => total(item.options, [String(value)]) < size(item.max),
  // both maps give the maximum at `high` and less below it
  rating: (item, value) => size(value) < size(item.high),
  numeric_bands: (item, value) => {
    const band = item.bands?.find((each) => passes(each, size(value)));
    return size(band?.points) < size(item.max);
  },
  numeric_linear: (item, value) => {
    const [target, limit] = [size(item.target), size(item.limit)];
    return target < limit ? size(value) > target : size(value) < target;
  },
  multi_deduct: (item, value) => total(item.faults, [value].flat()) > 0n,
  multi_earn: (item, value) => total(item.elements, [value].flat()) < size(item.max),
  count_deduct: (item, value) => size(item.per) > 0n && size(value) > 0n,
};
