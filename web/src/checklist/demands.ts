// What one answer calls for: photos and words, by the rules of its item. Pages ask the same to show
// what is wanted before it is missing.

import { decimal } from './decimals';
import { own, takesPhotos, type Answer, type CommentRule, type Item } from './document';
import { isFail } from './fails';
import { pointer } from './fault';

/** How many photos the item takes, and when at least so many; null where it asks for none. */
export function photoRule(item: Item): { readonly min: number; readonly max: number; readonly when: string } | null {
  if (item.photo === undefined || item.photo === false) return null;
  const { min = 1, max, when = 'always' } = item.photo === true ? {} : item.photo;
  return { min, max: max ?? Math.max(min, 5), when };
}

/** How many photos this very answer needs. */
export function leastPhotos(item: Item, answer: Answer): number {
  const rule = photoRule(item);
  if (!rule || answer.na) return 0;
  return rule.when === 'always' || isFail(item, answer) ? rule.min : 0;
}

export function commentRule(item: Item): CommentRule {
  return typeof item.comment === 'object' ? item.comment : { when: item.comment ?? 'optional' };
}

type Wanted = (item: Item, answer: Answer, rule: CommentRule) => boolean;

const WANTED: Readonly<Record<string, Wanted>> = {
  always: () => true,
  on_fail: isFail,
  below: (_, answer, rule) => isBelow(answer, rule),
};

/** How many characters of comment this very answer needs; 0 where none is demanded. */
export function leastComment(item: Item, answer: Answer): number {
  if (answer.na) return answer.reason === 'other' ? 1 : 0;
  const rule = commentRule(item);
  const isWanted = own(WANTED, rule.when)?.(item, answer, rule) ?? false;
  return isWanted ? (rule.min_length ?? 1) : 0;
}

function isBelow(answer: Answer, { value }: CommentRule): boolean {
  const [number, limit] = [decimal(answer.v), decimal(value)];
  return number !== null && limit !== null && number < limit;
}

/** The evidence an answer refers to, each with its place; photo items may name it as value. */
export function shown(item: Item, answer: Answer): readonly (readonly [string, string])[] {
  const beside = (answer.photos ?? []).map((photo, index) => [pointer('photos', index), photo] as const);
  if (!takesPhotos(item) || answer.v === undefined) return beside;
  if (typeof answer.v === 'string') return [...beside, ['/v', answer.v]];
  return [...beside, ...answer.v.map((photo, index) => [pointer('v', index), photo] as const)];
}
