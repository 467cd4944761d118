// A checklist document in its normal form, as far as a reader needs it. Keys that the form fills in
// with a default are optional here: the engine reads a document before its normal form, too.

import type { Condition } from './applies';

export type Text = Readonly<Partial<Record<string, string>>>;

export interface Choice {
  readonly points?: string;
  readonly text: Text;
}

export interface PhotoRule {
  readonly min?: number;
  readonly max?: number;
  readonly when?: string;
}

export interface CommentRule {
  readonly when: string;
  readonly value?: string;
  readonly min_length?: number;
}

/** Points for a number that passes every test; the last band has none (R8). */
export interface Band {
  readonly lt?: string;
  readonly le?: string;
  readonly gt?: string;
  readonly ge?: string;
  readonly points: string;
}

export interface Item {
  readonly code: string;
  readonly type: string;
  readonly text: Text;
  readonly applies_if?: Condition;
  readonly na_allowed?: boolean;
  readonly required?: boolean;
  readonly photo?: boolean | PhotoRule;
  readonly comment?: string | CommentRule;
  readonly max?: string;
  readonly positive?: string;
  readonly unit?: string;
  readonly low?: string;
  readonly high?: string;
  readonly bands?: readonly Band[];
  readonly target?: string;
  readonly limit?: string;
  readonly per?: string;
  readonly timer?: { readonly from: string; readonly to: string };
  readonly answer?: string;
  readonly critical?: { readonly effect: string; readonly value?: string };
  readonly evidence_audience?: string;
  readonly deferred?: boolean;
  readonly options?: Readonly<Record<string, Choice>>;
  readonly faults?: Readonly<Record<string, Choice>>;
  readonly elements?: Readonly<Record<string, Choice>>;
  readonly choices?: Readonly<Record<string, Choice>>;
  readonly guidance?: Text;
  readonly evidence_hint?: Text;
  readonly script_id?: string;
}

export interface Section {
  readonly code: string;
  readonly title: Text;
  readonly weight: string;
  readonly chain: boolean;
  readonly phase?: string;
  readonly items: readonly Item[];
}

export interface Label {
  readonly code: string;
  readonly text?: Text;
}

export interface Checklist {
  readonly code: string;
  readonly version: number;
  readonly title: Text;
  readonly marks?: readonly Label[];
  readonly scenarios: readonly { readonly code: string; readonly text: Text }[];
  readonly sections: readonly Section[];
}

/** As much of a checklist as the engine looks at. */
export type Asked = Pick<Checklist, 'sections'>;

export interface Answer {
  readonly v?: string | readonly string[];
  readonly na?: boolean;
  readonly none?: boolean;
  readonly reason?: string;
  readonly comment?: string;
  readonly photos?: readonly string[];
  readonly at?: string;
}

export type Answers = Readonly<Record<string, Answer>>;

/** The text in this language, else in Chinese, else in any; never blank where there is one. */
export function pick(text: Text | null | undefined, language: string): string {
  if (!text) return '';
  const wanted = [text[language], text['zh-CN'], text['en'], ...Object.values(text)];
  return wanted.find((found) => found !== undefined && found !== '') ?? '';
}

/** Every item by its code, in the order of the checklist. */
export function itemsByCode(checklist: Asked): ReadonlyMap<string, Item> {
  return new Map(checklist.sections.flatMap((each) => each.items).map((item) => [item.code, item]));
}

/** What stands under this key; a key named like a method of every object ("constructor") finds nothing. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Every code that an answer to the item may name, with its label; undefined where there are none. */
export function labelsOf(item: Item): Readonly<Record<string, Choice>> | undefined {
  return item.options ?? item.faults ?? item.elements ?? item.choices;
}

const NUMBERS = new Set(['numeric_bands', 'numeric_linear', 'rating', 'count_deduct']);

/** Whether it may have "never happened" (R3). */
export function isNumeric(item: Item): boolean {
  return item.type === 'numeric_bands' || item.type === 'numeric_linear';
}

/** Whether its answer is a number, so that conditions compare it as one. */
export function takesNumber(item: Item): boolean {
  return NUMBERS.has(item.type) || (item.type === 'observe' && ['number', 'duration'].includes(item.answer ?? ''));
}

/** Whether it is answered with photos themselves. */
export function takesPhotos(item: Item): boolean {
  return item.type === 'observe' && ['photo', 'signature'].includes(item.answer ?? '');
}
