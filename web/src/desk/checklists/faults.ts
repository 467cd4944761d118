// Faults by their place: which row they belong to, which part of the item's panel, which field.

import type { Fault } from '../../api/client';
import type { Doc, Place } from './document';
import { isWithin, steps } from './path';

export const GROUPS = ['texts', 'scoring', 'rules', 'condition', 'kpi', 'tags'] as const;
export type Group = (typeof GROUPS)[number];

/** A fault with where it leads to: an item's panel, a section's line, or the settings. */
export interface Placed extends Fault {
  /** Whether it keeps the document from being saved, or only from being published. */
  readonly keeps: 'draft' | 'publish';
  readonly section: number | null;
  readonly item: number | null;
  readonly group: Group | null;
  /** The key within the item, the section or the document, for people who know the format. */
  readonly field: string;
}

const OF_GROUP: Readonly<Record<string, Group>> = {
  text: 'texts',
  guidance: 'texts',
  evidence_hint: 'texts',
  script_id: 'texts',
  applies_if: 'condition',
  kpi: 'kpi',
  na_allowed: 'rules',
  required: 'rules',
  photo: 'rules',
  comment: 'rules',
  evidence_audience: 'rules',
  deferred: 'rules',
  timer: 'rules',
  stage: 'tags',
  touchpoint: 'tags',
  method: 'tags',
  owner_role: 'tags',
  severity: 'tags',
  herzberg: 'tags',
  key_node: 'tags',
};

export function placed(fault: Fault, keeps: Placed['keeps']): Placed {
  const [first, section, second, item, ...rest] = steps(fault.pointer);
  if (first !== 'sections' || section === undefined) {
    return { ...fault, keeps, section: null, item: null, group: null, field: steps(fault.pointer).join(' › ') };
  }
  if (second !== 'items' || item === undefined) {
    return { ...fault, keeps, section: Number(section), item: null, group: null, field: second ?? '' };
  }
  const group = OF_GROUP[rest[0] ?? ''] ?? 'scoring';
  return { ...fault, keeps, section: Number(section), item: Number(item), group, field: rest.join(' › ') };
}

export function ofItem(faults: readonly Placed[], place: Place): readonly Placed[] {
  return faults.filter((fault) => fault.section === place.section && fault.item === place.item);
}

/** What is wrong with a section itself, its items apart. */
export function ofSection(faults: readonly Placed[], section: number): readonly Placed[] {
  return faults.filter((fault) => fault.section === section && fault.item === null);
}

export function ofSettings(faults: readonly Placed[]): readonly Placed[] {
  return faults.filter((fault) => fault.section === null);
}

/** What is wrong at a field: at its place or inside it. */
export function at(faults: readonly Placed[], pointer: string): readonly Placed[] {
  return faults.filter((fault) => isWithin(fault.pointer, pointer));
}

/** Where a fault stands, by the codes people know: `REC › RC2`. */
export function whereabouts(fault: Placed, doc: Doc): string {
  if (fault.section === null) return '';
  const section = doc.sections[fault.section];
  const item = fault.item === null ? undefined : section?.items[fault.item];
  return [section?.code, item?.code].filter((code) => code).join(' › ');
}
