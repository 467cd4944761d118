// A checklist document in its normal form, as far as a reader needs it.

import type { Condition } from './applies';

export type Text = Readonly<Partial<Record<string, string>>>;

export interface Choice {
  readonly points?: string;
  readonly text: Text;
}

export interface Item {
  readonly code: string;
  readonly type: string;
  readonly text: Text;
  readonly applies_if?: Condition;
  readonly max?: string;
  readonly unit?: string;
  readonly high?: string;
  readonly answer?: string;
  readonly critical?: { readonly effect: string; readonly value?: string };
  readonly evidence_audience?: string;
  readonly deferred?: boolean;
  readonly options?: Readonly<Record<string, Choice>>;
  readonly faults?: Readonly<Record<string, Choice>>;
  readonly elements?: Readonly<Record<string, Choice>>;
  readonly choices?: Readonly<Record<string, Choice>>;
}

export interface Section {
  readonly code: string;
  readonly title: Text;
  readonly weight: string;
  readonly chain: boolean;
  readonly items: readonly Item[];
}

export interface Checklist {
  readonly code: string;
  readonly version: number;
  readonly title: Text;
  readonly scenarios: readonly { readonly code: string; readonly text: Text }[];
  readonly sections: readonly Section[];
}

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
export function itemsByCode(checklist: Checklist): ReadonlyMap<string, Item> {
  return new Map(checklist.sections.flatMap((each) => each.items).map((item) => [item.code, item]));
}
