// How answers change under the finger: each step keeps what was written and photographed, and leaves
// exactly one state behind (R3).

import type { Answer } from '../../checklist/document';

type Kept = Pick<Answer, 'comment' | 'photos'>;
type Given = Answer | undefined;

function kept(answer: Given): Kept {
  return {
    ...(answer?.comment ? { comment: answer.comment } : {}),
    ...(answer?.photos?.length ? { photos: answer.photos } : {}),
  };
}

/** A value is given; an empty text takes it back. */
export function valued(answer: Given, v: string | readonly string[]): Given {
  return v === '' ? cleared(answer) : { ...kept(answer), v };
}

/** It never happened. */
export function never(answer: Given): Answer {
  return { ...kept(answer), none: true };
}

/** It does not apply; the reason may come in a second step. */
export function notApplicable(answer: Given, reason?: string): Answer {
  return { ...kept(answer), na: true, ...(reason ? { reason } : {}) };
}

/** The answer is taken back; undefined when nothing is left of it. */
export function cleared(answer: Given): Given {
  const left = kept(answer);
  return Object.keys(left).length > 0 ? left : undefined;
}

export function commented(answer: Given, comment: string): Given {
  return filled({ ...answer, comment });
}

export function photographed(answer: Given, photos: readonly string[]): Given {
  return filled({ ...answer, photos });
}

/** What is empty is left out; undefined when nothing is left. */
function filled({ comment, photos, ...others }: Answer): Given {
  const answer = { ...others, ...kept({ ...(comment ? { comment } : {}), ...(photos ? { photos } : {}) }) };
  return Object.keys(answer).length > 0 ? answer : undefined;
}

/** A code ticked or unticked; the order is that of the checklist. */
export function ticked(given: readonly string[], code: string, order: readonly string[]): readonly string[] {
  const now = new Set(given);
  if (!now.delete(code)) now.add(code);
  return order.filter((each) => now.has(each));
}

const WIDE: Readonly<Record<string, string>> = { '．': '.', '。': '.', '，': '.', ',': '.', '－': '-', '−': '-' };

/** A number as Chinese keyboards write it, in plain digits: "２。５" is "2.5". */
export function plain(text: string): string {
  return text
    .replace(/\s/g, '')
    .replace(/[０-９]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[．。，,－−]/g, (mark) => WIDE[mark] ?? mark);
}

/** One more or one less than a count, never below none; from nothing said, one or none. */
export function stepped(count: string | undefined, by: 1 | -1): string {
  const now = /^[0-9]{1,15}$/.test(count ?? '') ? Number(count) : 0;
  return String(Math.max(0, now + by));
}
