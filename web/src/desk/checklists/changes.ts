// The difference between two versions, as the page groups and filters it.

import type { Change, Difference } from './doors';

export const ASPECTS = ['wording', 'points', 'weight', 'logic', 'rules', 'kpi', 'tags', 'scoring', 'order'] as const;
export type Aspect = (typeof ASPECTS)[number];

/** The changes of one section, of the document itself where `section` is null. */
export interface Chapter {
  readonly section: string | null;
  readonly entries: readonly Entry[];
}

/** Everything that changed at one item, at a section or at the document. */
export interface Entry {
  readonly item: string | null;
  readonly changes: readonly Change[];
}

export function aspectsOf(difference: Difference): readonly { aspect: Aspect; count: number }[] {
  return ASPECTS.map((aspect) => ({
    aspect,
    count: difference.changes.filter((change) => change.aspect === aspect).length,
  })).filter(({ count }) => count > 0);
}

/** Grouped in the order the changes come in; the document's own first. */
export function chapters(changes: readonly Change[], aspects: readonly string[], onlyScores: boolean): readonly Chapter[] {
  const kept = changes.filter(
    (change) => (aspects.length === 0 || aspects.includes(change.aspect)) && (!onlyScores || change.scores),
  );
  const sections = [...new Set(kept.map((change) => change.section))];
  const ordered = [...sections.filter((each) => each === null), ...sections.filter((each) => each !== null)];
  return ordered.map((section) => ({ section, entries: entries(kept.filter((each) => each.section === section)) }));
}

function entries(changes: readonly Change[]): readonly Entry[] {
  const items = [...new Set(changes.map((change) => change.item))];
  return items.map((item) => ({ item, changes: changes.filter((change) => change.item === item) }));
}

/** A text worth comparing word by word. */
export function isWording(change: Change): change is Change & { before: string; after: string } {
  return change.kind === 'changed' && typeof change.before === 'string' && typeof change.after === 'string' &&
    change.aspect === 'wording';
}

/** A value of a document for people: texts as they are, the rest as compact JSON. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return JSON.stringify(value, null, 1).replace(/\s+/g, ' ').replaceAll('"', '');
}
