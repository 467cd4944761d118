// Whether a value suits its item, judged as the server does (`rules.check_value`): the kind and the
// range of what was said (R3 to R14), and nothing else.

import { decimal, ONE } from './decimals';
import { isNumeric, labelsOf, own, takesPhotos, type Answer, type Item } from './document';
import { pointer, type Code, type Fault, type Facts } from './fault';
import { isDay, isTime } from './moments';
import { start } from './text';

type Value = NonNullable<Answer['v']>;
type Check = (item: Item, value: Value) => readonly Fault[];

const YES_OR_NO = ['yes', 'no'];

/** What is wrong with the value; pointers start at the answer (`/v`). */
export function checkValue(item: Item, answer: Answer): readonly Fault[] {
  if (answer.none) return isNumeric(item) ? [] : [fault(item, 'answer.none_not_numeric', '/none')];
  if (answer.na) return [];
  if (answer.v === undefined) return takesPhotos(item) ? [] : [fault(item, 'answer.value_missing')];
  return own(CHECKS, kindOf(item))?.(item, answer.v) ?? [];
}

/** How it is answered: the type, or for what is only observed the kind of its answer. */
export function kindOf(item: Item): string {
  return item.type === 'observe' ? (item.answer ?? 'text') : item.type;
}

function fault(item: Item, code: Code, place = '/v', facts: Facts = {}): Fault {
  return { pointer: place, code, facts: { item: item.code, ...facts } };
}

/** A check of one value that is right or wrong. */
function single(code: Code, isRight: (value: Value, item: Item) => boolean): Check {
  return (item, value) => (isRight(value, item) ? [] : [fault(item, code)]);
}

function isKnown(item: Item, code: string): boolean {
  return own(labelsOf(item), code) !== undefined;
}

function unknown(item: Item, place: string, value: string): Fault {
  return fault(item, 'answer.unknown_code', place, { value: start(value, 40) });
}

const yesOrNo: Check = (item, value) => {
  if (typeof value !== 'string') return [fault(item, 'answer.one_value')];
  return YES_OR_NO.includes(value) ? [] : [unknown(item, '/v', value)];
};

const oneCode: Check = (item, value) => {
  if (typeof value !== 'string') return [fault(item, 'answer.one_value')];
  return isKnown(item, value) ? [] : [unknown(item, '/v', value)];
};

const codes: Check = (item, value) => {
  if (typeof value === 'string') return [fault(item, 'answer.list_needed')];
  return value.flatMap((code, at) => (isKnown(item, code) ? [] : [unknown(item, pointer('v', at), code)]));
};

const onScale: Check = (item, value) => {
  const [number, low, high] = [decimal(value), decimal(item.low), decimal(item.high)];
  if (number === null) return [fault(item, 'answer.not_number')];
  if (low === null || high === null || (low <= number && number <= high)) return [];
  return [fault(item, 'answer.off_scale', '/v', { low: item.low ?? '', high: item.high ?? '' })];
};

const number = single('answer.not_number', (value) => decimal(value) !== null);

const CHECKS: Readonly<Record<string, Check>> = {
  binary: yesOrNo,
  bonus: yesOrNo,
  penalty: yesOrNo,
  option: oneCode,
  choice: oneCode,
  multi_deduct: codes,
  multi_earn: codes,
  numeric_bands: number,
  numeric_linear: number,
  number,
  rating: onScale,
  count_deduct: single('answer.not_count', (value) => {
    const count = decimal(value);
    return count !== null && count >= 0n && count % ONE === 0n;
  }),
  duration: single('answer.not_number', (value) => (decimal(value) ?? -1n) >= 0n),
  text: single('answer.one_value', (value) => typeof value === 'string'),
  date: single('answer.not_date', isDay),
  time: single('answer.not_date', isTime),
};
