// The visit that the preview plays: answers of one sitting, seen part by part.

import { applicable } from '../../../checklist/applies';
import { lacks, type Situation } from '../../../checklist/complete';
import { takesPhotos, type Answer, type Answers, type Checklist } from '../../../checklist/document';
import type { Fault } from '../../../checklist/fault';
import { chapters, partOf, PHASES, phaseOf, placesOf, type Chapter, type Part, type Phase } from '../../../checklist/parts';
import { progress, type Progress } from '../../../checklist/progress';

export interface Played {
  readonly phases: readonly Phase[];
  readonly chapters: readonly Chapter[];
  readonly faults: readonly Fault[];
  readonly progress: ReadonlyMap<string, Progress>;
}

/** What is seen in a phase, and what the part it is sent with still lacks. */
export function play(checklist: Checklist, answers: Answers, scenario: string | null, phase: Phase): Played {
  const applies = applicable(checklist, answers, scenario);
  const part = partOf(phase);
  const situation: Situation = { scenario, part, manifest: declared(answers), earlier: answers };
  const mine = ofPart(checklist, answers, part);
  return {
    phases: PHASES.filter((each) => chapters(checklist, applies, each).length > 0),
    chapters: chapters(checklist, applies, phase),
    faults: lacks(checklist, mine, situation),
    progress: new Map(progress(checklist, mine, situation).map((each) => [each.section, each])),
  };
}

/** Every photo of the preview is declared where it was taken. */
function declared(answers: Answers): Readonly<Record<string, string>> {
  const pairs = Object.entries(answers).flatMap(([code, { photos = [] }]) => photos.map((photo) => [photo, code]));
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** A callback brings what was deferred, and nothing else; nothing of items that are gone. */
function ofPart(checklist: Checklist, answers: Answers, part: Part): Answers {
  const places = placesOf(checklist).filter((place) => part !== 'callback' || place.isDeferred);
  const codes = new Set(places.map((place) => place.item.code));
  return Object.fromEntries(Object.entries(answers).filter(([code]) => codes.has(code)));
}

/** The code of the item that a fault points at. */
export function itemOf(fault: Fault): string {
  return (fault.pointer.split('/')[2] ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The phase in which an item is first seen. */
export function phaseOfItem(checklist: Checklist, code: string): Phase {
  const section = checklist.sections.find((each) => each.items.some((item) => item.code === code));
  return section ? phaseOf(section) : 'on_site';
}

/** The answers with one changed; undefined takes it out. */
export function changed(answers: Answers, code: string, answer: Answer | undefined): Answers {
  const others = Object.entries(answers).filter(([other]) => other !== code);
  return Object.fromEntries(answer ? [...others, [code, answer]] : others);
}

/** A name for a sample photo that no other has. */
export function nextPhoto(answers: Answers): string {
  const taken = new Set(Object.values(answers).flatMap(({ photos = [] }) => photos));
  let number = 1;
  while (taken.has(`sample-${String(number)}`)) number += 1;
  return `sample-${String(number)}`;
}

/** A photo item is answered by its photos: what else it had is over. */
export function withPhoto(checklist: Checklist, answers: Answers, code: string): Answers {
  const item = placesOf(checklist).find((place) => place.item.code === code)?.item;
  const before = answers[code] ?? {};
  const photos = [...(before.photos ?? []), nextPhoto(answers)];
  const isOver = item !== undefined && takesPhotos(item);
  return changed(answers, code, isOver ? { ...(before.comment ? { comment: before.comment } : {}), photos } : { ...before, photos });
}
