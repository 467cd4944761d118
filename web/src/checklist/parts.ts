// What belongs where: sections and phases of a visit, and the parts in which answers are sent.
//
// The on-site part holds everything that cannot wait; what is deferred may come with it or with the
// callback (a correction holds all). The page shows the same in three phases.

import { type Asked, type Item, type Section } from './document';

export const PARTS = ['onsite', 'callback', 'correction'] as const;
export type Part = (typeof PARTS)[number];

export const PHASES = ['before', 'on_site', 'after'] as const;
export type Phase = (typeof PHASES)[number];

export interface Place {
  readonly item: Item;
  readonly section: Section;
  /** It may wait for the callback. */
  readonly isDeferred: boolean;
}

/** A section as far as it is to be seen. */
export interface Chapter {
  readonly section: Section;
  readonly places: readonly Place[];
}

/** Every item where it stands, in the order of the checklist. */
export function placesOf(checklist: Asked): readonly Place[] {
  return checklist.sections.flatMap(placesIn);
}

function placesIn(section: Section): readonly Place[] {
  const isAfter = phaseOf(section) === 'after';
  return section.items.map((item) => ({ item, section, isDeferred: isAfter || item.deferred === true }));
}

export function phaseOf(section: Section): Phase {
  return PHASES.find((phase) => phase === section.phase) ?? 'on_site';
}

/** The part in which what is answered in a phase is sent. */
export function partOf(phase: Phase): Part {
  return phase === 'after' ? 'callback' : 'onsite';
}

/** Whether the part asks about the item at all. */
export function belongs(place: Place, part: Part): boolean {
  return part !== 'callback' || place.isDeferred;
}

/** Whether the part cannot do without an answer to it. */
export function isDue(place: Place, part: Part): boolean {
  return (place.item.required ?? true) && (part !== 'onsite' || !place.isDeferred);
}

/**
 * The sections of a phase with their items that apply; a section without any is not seen. What is
 * deferred out of an earlier section is seen there, where it may be answered already, and after.
 */
export function chapters(checklist: Asked, applies: ReadonlySet<string>, phase: Phase): readonly Chapter[] {
  return checklist.sections
    .map((section) => ({
      section,
      places: placesIn(section).filter((place) => applies.has(place.item.code) && isSeenIn(place, phase)),
    }))
    .filter((chapter) => chapter.places.length > 0);
}

function isSeenIn(place: Place, phase: Phase): boolean {
  return phaseOf(place.section) === phase || (phase === 'after' && place.isDeferred);
}
