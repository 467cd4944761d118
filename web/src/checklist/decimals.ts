// Exact numbers out of text (R1), as the server reads them (`audit/checklists/decimals.py`).
//
// A number is counted in units of 10^-40, so that comparing and adding are whole-number work and
// forty digits a side come out right; a float would call 0.1 + 0.2 something else than 0.3.

const FORM = /^-?[0-9]{1,40}(?:\.[0-9]{1,40})?$/;
const PLACES = 40;

/** What `decimal` makes of "1". */
export const ONE = 10n ** BigInt(PLACES);

/** The exact value of a decimal text ("4", "-0.50") in units of 10^-40; null for anything else. */
export function decimal(value: unknown): bigint | null {
  if (typeof value !== 'string' || !FORM.test(value)) return null;
  const isNegative = value.startsWith('-');
  const [whole = '', fraction = ''] = value.slice(isNegative ? 1 : 0).split('.');
  const size = BigInt(whole + fraction.padEnd(PLACES, '0'));
  return isNegative ? -size : size;
}
