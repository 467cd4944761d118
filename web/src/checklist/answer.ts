// An answer in words, as reports print it (the server's `visits/answer_text.py` says the same).
//
// `Words` are the page's own texts in one language; the checklist's labels are picked beside them.

import { labelsOf, pick, type Answer, type Choice, type Item } from './document';

export interface Words {
  readonly language: string;
  readonly joint: string;
  /** A sentence of the page by name: yes, no, never, no_fault, no_element, attached, reason.*, unit.* */
  word(name: string): string;
}

export type Kind = 'given' | 'not_applicable' | 'never_happened' | 'missing' | 'inapplicable';

export interface Told {
  readonly kind: Kind;
  readonly text: string;
}

const UNITS = new Set(['s', 'min', 'h', 'd', 'day']);

/** What the answer says; `missing` where there is none. An answer to what does not apply is ignored. */
export function tell(item: Item, answer: Answer | undefined, words: Words, applies = true): Told {
  if (!applies) return { kind: 'inapplicable', text: words.word('inapplicable') };
  if (!answer) return { kind: 'missing', text: words.word('missing') };
  if (answer.na) {
    const reason = words.word(`reason.${answer.reason ?? 'unknown'}`);
    return { kind: 'not_applicable', text: `${words.word('not_applicable')}${reason}` };
  }
  if (answer.none) return { kind: 'never_happened', text: words.word('never') };
  if (answer.v === undefined) return { kind: 'given', text: words.word('attached') };
  return { kind: 'given', text: value(item, answer.v, words) };
}

function value(item: Item, given: string | readonly string[], words: Words): string {
  if (['binary', 'bonus', 'penalty'].includes(item.type)) {
    return words.word(given === 'yes' ? 'yes' : 'no');
  }
  const labels = labelsOf(item);
  if (labels) return labelled(item, labels, [given].flat(), words);
  if (item.type === 'rating') return `${String(given)} / ${item.high ?? ''}`;
  return withUnit(String(given), item.unit, words);
}

/** Labels in the order of the checklist, not of the ticking. */
function labelled(
  item: Item,
  labels: Readonly<Record<string, Choice>>,
  ticked: readonly string[],
  words: Words,
): string {
  const chosen = Object.entries(labels).filter(([code]) => ticked.includes(code));
  if (chosen.length === 0) return words.word(item.faults ? 'no_fault' : 'no_element');
  return chosen.map(([, choice]) => pick(choice.text, words.language)).join(words.joint);
}

function withUnit(given: string, unit: string | undefined, words: Words): string {
  if (unit === undefined) return given;
  return `${given} ${UNITS.has(unit) ? words.word(`unit.${unit}`) : unit}`;
}
