// Dates and numbers by locale. Days without a time are days: they are never moved by a time zone.

export interface Locale {
  readonly language: string;
  readonly zone: string;
}

/** A local day (`2026-11-25`), written the reader's way. */
export function day(text: string, { language }: Locale): string {
  const shown = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: language === 'en' ? 'short' : '2-digit',
    day: language === 'en' ? 'numeric' : '2-digit',
    timeZone: 'UTC',
  });
  return shown.format(new Date(`${text}T00:00:00Z`));
}

/** From one local day to another; one day is written once. */
export function days(from: string, to: string, locale: Locale): string {
  return from === to ? day(from, locale) : `${day(from, locale)} – ${day(to, locale)}`;
}

/** A moment in the brand's own zone, to the minute. */
export function moment(text: string, { language, zone }: Locale): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(new Date(text));
}

/** A number written out, with so many digits; when not told, those it has, at most two. */
export function decimal(text: string | null | undefined, { language }: Locale, digits?: number): string {
  if (text === null || text === undefined) return '–';
  const least = digits ?? Math.min(2, text.split('.')[1]?.length ?? 0);
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: least,
    maximumFractionDigits: digits ?? 2,
  }).format(fraction(text));
}

/** A number written as a decimal or an exact fraction (`5`, `2.58`, `119417/1221`). */
export function fraction(text: string): number {
  const [over, under] = text.split('/');
  return Number(over) / (under === undefined ? 1 : Number(under));
}

/** A size for people: kB or MB. */
export function size(bytes: number, { language }: Locale): string {
  const isLarge = bytes >= 1_000_000;
  const shown = new Intl.NumberFormat(language, { maximumFractionDigits: isLarge ? 1 : 0 });
  return `${shown.format(bytes / (isLarge ? 1_000_000 : 1_000))} ${isLarge ? 'MB' : 'kB'}`;
}
