// Days, times and moments as text: whether there is such a one. Nothing here knows what day it is.

const DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME = /^([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?$/;
const MOMENT = /^(.{10})T(.{5,8})(?:\.[0-9]{1,6})?(?:Z|[+-](.{5}))$/;
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day that exists, "2026-11-21". */
export function isDay(text: unknown): boolean {
  const [year = 0, month = 0, day = 0] = parts(DAY, text);
  return year > 0 && day > 0 && day <= daysOf(month, year);
}

/** A time of day, "09:30" or "09:30:15". */
export function isTime(text: unknown): boolean {
  const [hour = 24, minute = 60, second = 0] = parts(TIME, text);
  return hour < 24 && minute < 60 && second < 60;
}

/** A moment with its offset, "2026-11-21T09:30:00+08:00". */
export function isMoment(text: unknown): boolean {
  const found = typeof text === 'string' ? MOMENT.exec(text) : null;
  return found !== null && isDay(found[1]) && isTime(found[2]) && isTime(found[3] ?? '00:00');
}

function parts(form: RegExp, text: unknown): readonly (number | undefined)[] {
  const found = typeof text === 'string' ? form.exec(text) : null;
  return found?.slice(1).map((each: string | undefined) => (each === undefined ? undefined : Number(each))) ?? [];
}

function daysOf(month: number, year: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (LENGTHS[month - 1] ?? 0);
}
