// New items, and items of one type made into another.

import { choiceKey, isScored, takesNumber, type Choices, type Item } from './document';

/**
 * A code nobody has: the number at its end counted up (`RC2` to `RC3`), or one put there.
 * With `mayStay` the root itself is taken when it is free.
 */
export function fresh(root: string, taken: readonly string[], mayStay = false): string {
  if (mayStay && !taken.includes(root)) return root;
  const digits = /\d+$/.exec(root)?.[0] ?? '';
  const stem = root.slice(0, root.length - digits.length);
  let number = digits === '' ? 1 : Number(digits) + 1;
  while (taken.includes(stem + String(number).padStart(digits.length, '0'))) number += 1;
  return stem + String(number).padStart(digits.length, '0');
}

const LABELS: Choices = { a: { points: '1', text: {} }, b: { points: '0', text: {} } };

/** What only this type has, as a beginning that can be scored. */
function own(type: string): Partial<Item> {
  const found: Readonly<Record<string, Partial<Item>>> = {
    binary: { positive: 'yes' },
    option: { options: LABELS },
    rating: { low: '1', high: '10', map: 'linear' },
    numeric_bands: { unit: 'min', bands: [{ le: '5', points: '5' }, { points: '0' }] },
    numeric_linear: { unit: 'min', target: '5', limit: '20' },
    multi_deduct: { faults: { a: { points: '1', text: {} } } },
    multi_earn: { elements: { a: { points: '1', text: {} } } },
    count_deduct: { per: '1' },
    observe: { answer: 'text' },
    bonus: { points: '1' },
    penalty: { points: '1' },
  };
  return found[type] ?? {};
}

/** An empty item; its tags are those of the item before it, which is usually of the same kind. */
export function blank(code: string, type: string, before?: Item): Item {
  const tags = before && {
    stage: before.stage,
    touchpoint: before.touchpoint,
    method: before.method,
    owner_role: before.owner_role,
  };
  const points = isScored(type) ? { max: before?.max ?? '5', weight: '1' } : {};
  return present({
    code,
    type,
    text: {},
    ...points,
    ...own(type),
    na_allowed: false,
    required: true,
    photo: false,
    comment: 'optional',
    evidence_audience: 'internal',
    ...tags,
  });
}

const OWN = [
  'positive', 'options', 'faults', 'elements', 'choices', 'low', 'high', 'map', 'unit', 'bands', 'target',
  'limit', 'timer', 'per', 'answer', 'points',
] as const; // prettier-ignore

/** The item as another type: labels, units and timers go along where both types have them. */
export function retyped(item: Item, type: string): Item {
  if (item.type === type) return item;
  const rest = Object.fromEntries(
    Object.entries(item).filter(([key]) => !(OWN as readonly string[]).includes(key)),
  ) as unknown as Item;
  const next: Item = { ...rest, type, ...own(type), ...carried(item, type) };
  const points = isScored(type) ? { max: item.max ?? '5', weight: item.weight ?? '1' } : { max: undefined, weight: undefined };
  const critical = isScored(type) || type === 'penalty' ? item.critical : undefined;
  return present({ ...next, ...points, critical, comment: fittingComment(next) });
}

function carried(item: Item, type: string): Partial<Item> {
  const from = choiceKey(item);
  const to = choiceKey({ type });
  const timed = (each: string) => each.startsWith('numeric_');
  return {
    ...(from && to && item[from] ? { [to]: item[from] } : {}),
    ...(timed(item.type) && timed(type) ? { unit: item.unit, timer: item.timer } : {}),
  };
}

/** A comment asked below a number needs a number. */
function fittingComment(item: Item): Item['comment'] {
  const isBelow = typeof item.comment === 'object' && item.comment.when === 'below';
  return isBelow && !takesNumber(item) ? 'on_fail' : item.comment;
}

export function present<T extends object>(whole: T): T {
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as T;
}
