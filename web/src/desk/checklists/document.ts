// A checklist document as the editor holds it: the normal form of format 1, perhaps unfinished.
// What may be absent in a draft is optional here; the server says what is wrong with it.

import type { Condition } from '../../checklist/applies';
import type { Band, Checklist, CommentRule, Text } from '../../checklist/document';

export type { Band, CommentRule };

export interface Choice {
  readonly points?: string;
  readonly text?: Text;
}
export type Choices = Readonly<Record<string, Choice>>;

export interface PhotoRule {
  readonly min: number;
  readonly max: number;
  readonly when: string;
}

export interface Critical {
  readonly effect: string;
  readonly value?: string;
  readonly below?: string;
}

export interface Item {
  readonly code: string;
  readonly type: string;
  readonly text?: Text;
  readonly max?: string;
  readonly weight?: string;
  readonly na_allowed?: boolean;
  readonly required?: boolean;
  readonly photo?: boolean | PhotoRule;
  readonly comment?: string | CommentRule;
  readonly evidence_audience?: string;
  readonly applies_if?: Condition;
  readonly deferred?: boolean;
  readonly critical?: Critical;
  readonly kpi?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly positive?: string;
  readonly options?: Choices;
  readonly faults?: Choices;
  readonly elements?: Choices;
  readonly choices?: Choices;
  readonly bands?: readonly Band[];
  readonly low?: string;
  readonly high?: string;
  readonly map?: string;
  readonly target?: string;
  readonly limit?: string;
  readonly per?: string;
  readonly points?: string;
  readonly unit?: string;
  readonly timer?: { readonly from: string; readonly to: string };
  readonly answer?: string;
  readonly stage?: string;
  readonly touchpoint?: string;
  readonly method?: string;
  readonly owner_role?: string;
  readonly severity?: string;
  readonly herzberg?: string;
  readonly key_node?: boolean;
  readonly script_id?: string;
  readonly guidance?: Text;
  readonly evidence_hint?: Text;
}

export interface Section {
  readonly code: string;
  readonly title?: Text;
  readonly weight?: string;
  readonly chain?: boolean;
  readonly phase?: string;
  readonly stage?: string;
  readonly items: readonly Item[];
}

export interface GradeBand {
  readonly grade: string;
  readonly min: string;
}

export interface Scoring {
  readonly mode?: string;
  readonly overall?: string;
  readonly missing?: string;
  readonly base?: string;
  readonly na_in_deduct?: string;
  readonly cap_max?: string;
  readonly bonus_cap?: string;
  readonly dp?: number;
  readonly grade_bands?: readonly GradeBand[];
}

export interface Label {
  readonly code: string;
  readonly text?: Text;
}

export interface FrameworkName {
  readonly code: string;
  readonly version?: number;
}

export interface Doc {
  readonly code: string;
  readonly version: number;
  readonly kind?: string;
  readonly title?: Text;
  readonly languages?: readonly string[];
  readonly scoring: Scoring;
  readonly sections: readonly Section[];
  readonly marks?: readonly Label[];
  readonly scenarios?: readonly Label[];
  readonly frameworks?: readonly FrameworkName[];
}

/** Where an item stands. */
export interface Place {
  readonly section: number;
  readonly item: number;
}

export const SCORED = [
  'binary',
  'option',
  'rating',
  'numeric_bands',
  'numeric_linear',
  'multi_deduct',
  'multi_earn',
  'count_deduct',
] as const;
export const TYPES = [...SCORED, 'bonus', 'penalty', 'observe'] as const;
export const OBSERVED = ['text', 'number', 'date', 'time', 'duration', 'choice', 'photo', 'signature'] as const;
export const KINDS = ['section_weighted', 'pooled', 'deduct', 'factor_index'] as const;
export const PHASES = ['before', 'on_site', 'after'] as const;
export const METHODS = ['observed', 'asked', 'document', 'measured'] as const;
export const OWNERS = ['advisor', 'workshop', 'customer', 'facility', 'sales', 'management', 'product'] as const;
export const SEVERITIES = ['critical', 'major', 'minor'] as const;
export const EFFECTS = ['zero_section', 'cap_section', 'zero_overall', 'cap_overall', 'cap_grade'] as const;
export const COMMENTS = ['never', 'optional', 'on_fail', 'always', 'below'] as const;
export const UNITS = ['s', 'min', 'h', 'd'] as const;
export const OPERATORS = ['lt', 'le', 'gt', 'ge'] as const;
export type Operator = (typeof OPERATORS)[number];

export type ChoiceKey = 'options' | 'faults' | 'elements' | 'choices';
const CHOICE_KEYS: Readonly<Record<string, ChoiceKey>> = {
  option: 'options',
  multi_deduct: 'faults',
  multi_earn: 'elements',
};

/** Which of its keys holds what an item of this type can be answered with, if any. */
export function choiceKey(item: Pick<Item, 'type' | 'answer'>): ChoiceKey | null {
  if (item.type === 'observe') return item.answer === 'choice' ? 'choices' : null;
  return CHOICE_KEYS[item.type] ?? null;
}

export function isScored(type: string): boolean {
  return SCORED.some((each) => each === type);
}

export function takesNumber(item: Pick<Item, 'type' | 'answer'>): boolean {
  if (item.type === 'observe') return ['number', 'duration'].includes(item.answer ?? '');
  return ['numeric_bands', 'numeric_linear', 'rating', 'count_deduct'].includes(item.type);
}

export function isTimed(type: string): boolean {
  return type === 'numeric_bands' || type === 'numeric_linear';
}

export function itemAt(doc: Doc, place: Place): Item | undefined {
  return doc.sections[place.section]?.items[place.item];
}

export function allItems(doc: Doc): readonly Item[] {
  return doc.sections.flatMap((section) => section.items);
}

/** The document as pages that only read take it: nothing they look at is absent. */
export function readable(doc: Doc): Checklist {
  return {
    ...doc,
    title: doc.title ?? {},
    scenarios: (doc.scenarios ?? []).map(labelled),
    sections: doc.sections.map((section) => ({
      ...section,
      title: section.title ?? {},
      weight: section.weight ?? '1',
      chain: section.chain ?? false,
      items: section.items.map(withTexts),
    })),
  } as Checklist;
}

function labelled(label: Label): { code: string; text: Text } {
  return { code: label.code, text: label.text ?? {} };
}

function withTexts(item: Item) {
  const key = choiceKey(item);
  const choices = key && item[key];
  const labels = choices && Object.entries(choices).map(([code, choice]) => [code, { ...choice, text: choice.text ?? {} }]);
  return { ...item, text: item.text ?? {}, ...(key && labels ? { [key]: Object.fromEntries(labels) as Choices } : {}) };
}
