// The form of answers, judged as the server does when it reads them (`audit/checklists/answers.py`):
// an answer is exactly one of a value, N/A, "never happened" or photos alone (R3).
//
// Of moments (`at`) only the form is taken that the phone itself writes, with its offset.

import { pointer, under, type Code, type Fault, type Facts } from './fault';
import { isMoment } from './moments';
import { length } from './text';

const KEYS = new Set(['v', 'na', 'reason', 'none', 'comment', 'photos', 'at']);
const LONGEST = { v: 4000, reason: 64, comment: 4000 } as const;
const MOST_CODES = 200;
const MOST_PHOTOS = 100;
// what no database keeps: NUL and halves of a pair
const UNSTORABLE = /[\0\ud800-\udfff]/u;

type Raw = Readonly<Record<string, unknown>>;

/** Every fault of a whole set of answers; pointers start at the set (`/RC2/v`). */
export function checkForm(raw: unknown): readonly Fault[] {
  if (!isObject(raw)) return [fault('answer.not_object')];
  return Object.entries(raw).flatMap(([code, answer]) => under(pointer(code), checkAnswerForm(answer)));
}

/** Every fault of one answer; pointers start at it (`/v`). */
export function checkAnswerForm(raw: unknown): readonly Fault[] {
  if (!isObject(raw)) return [fault('answer.not_object')];
  return [
    ...unknownKeys(raw),
    ...stateFaults(raw),
    ...valueFaults(raw['v']),
    ...textFaults(raw, 'reason'),
    ...textFaults(raw, 'comment'),
    ...photoFaults(raw['photos']),
    ...timeFaults(raw['at']),
  ];
}

function fault(code: Code, place = '', facts: Facts = {}): Fault {
  return { pointer: place, code, facts };
}

function isObject(raw: unknown): raw is Raw {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function unknownKeys(raw: Raw): readonly Fault[] {
  return Object.keys(raw)
    .filter((key) => !KEYS.has(key))
    .map((key) => fault('answer.unknown_key', pointer(key), { key }));
}

function stateFaults(raw: Raw): readonly Fault[] {
  const notFlags = ['na', 'none'].filter((key) => !isAbsent(raw[key]) && typeof raw[key] !== 'boolean');
  const faults = notFlags.map((key) => fault('answer.not_flag', pointer(key), { key }));
  const said = [!isAbsent(raw['v']), raw['na'] === true, raw['none'] === true].filter(Boolean).length;
  if (said > 1 || (said === 0 && !isFilled(raw['photos']))) faults.push(fault('answer.not_one_state'));
  if (!isAbsent(raw['reason']) && raw['na'] !== true) faults.push(fault('answer.reason_without_na', '/reason'));
  return faults;
}

/** Whether the server's language takes the value for something: empty lists and objects are nothing there. */
function isFilled(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

function valueFaults(value: unknown): readonly Fault[] {
  if (isAbsent(value)) return [];
  if (Array.isArray(value) && value.length <= MOST_CODES) return value.flatMap((code, at) => textAt(code, 'v', ['v', at]));
  return textAt(value, 'v', ['v']);
}

function textFaults(raw: Raw, key: 'reason' | 'comment'): readonly Fault[] {
  return isAbsent(raw[key]) ? [] : textAt(raw[key], key, [key]);
}

function textAt(value: unknown, key: keyof typeof LONGEST, place: readonly (string | number)[]): readonly Fault[] {
  return isText(value, key) ? [] : [fault('answer.not_text', pointer(...place), { longest: LONGEST[key] })];
}

function isText(value: unknown, key: keyof typeof LONGEST): value is string {
  return typeof value === 'string' && length(value) <= LONGEST[key] && !UNSTORABLE.test(value);
}

function photoFaults(photos: unknown): readonly Fault[] {
  if (isAbsent(photos)) return [];
  if (!Array.isArray(photos) || photos.length > MOST_PHOTOS) {
    return [fault('answer.photos_not_list', '/photos', { most: MOST_PHOTOS })];
  }
  return photos.flatMap((photo, at) =>
    photo === '' ? [fault('answer.not_text', pointer('photos', at), { longest: LONGEST.reason })] : textAt(photo, 'reason', ['photos', at]),
  );
}

function timeFaults(at: unknown): readonly Fault[] {
  return isAbsent(at) || isMoment(at) ? [] : [fault('answer.not_time', '/at')];
}
