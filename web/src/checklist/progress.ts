// How far somebody is, section by section: `due` items that must be answered, `done` of them without
// a fault. Items that appear by an answer become due with it; nothing here counts points.

import { type Answers, type Asked, type Section } from './document';
import { applying, lacks, type Situation } from './complete';
import { pointer, type Fault } from './fault';
import { belongs, isDue, placesOf } from './parts';

export interface Progress {
  readonly section: string;
  readonly due: number;
  readonly done: number;
}

/** One entry for every section of which something applies in this part. */
export function progress(checklist: Asked, answers: Answers, situation: Situation): readonly Progress[] {
  const { part } = situation;
  const applies = applying(checklist, answers, situation);
  const open = itemsAt(lacks(checklist, answers, situation));
  const places = placesOf(checklist).filter((place) => applies.has(place.item.code) && belongs(place, part));
  return sections(places).map((section) => {
    const due = places.filter((place) => place.section === section && isDue(place, part));
    const done = due.filter((place) => !open.has(pointer(place.item.code)));
    return { section: section.code, due: due.length, done: done.length };
  });
}

function sections(places: readonly { readonly section: Section }[]): readonly Section[] {
  return [...new Set(places.map((place) => place.section))];
}

/** The items that faults point at, each as the pointer of its code. */
function itemsAt(faults: readonly Fault[]): ReadonlySet<string> {
  return new Set(faults.map((fault) => `/${fault.pointer.split('/')[2] ?? ''}`));
}
