// What a part of the visit still lacks: everything the server will demand when it is sent, judged by
// the same rules (`audit/visits/check_answers.py`; tests/golden/completeness.json ties the two).
//
// Reading order: `checkAnswers`, `itemFaults`, then one demand after the other.

import { applicable } from './applies';
import { commentRule, leastComment, leastPhotos, photoRule, shown } from './demands';
import { own, takesPhotos, type Answer, type Answers, type Asked, type Item } from './document';
import { pointer, under, type Code, type Fault, type Facts } from './fault';
import { checkAnswerForm } from './form';
import { belongs, isDue, placesOf, type Part, type Place } from './parts';
import { length, strip } from './text';
import { checkValue } from './value';

export const NA_REASONS = ['not_offered', 'not_possible', 'not_observed', 'no_contact', 'other'] as const;

/** What answers are judged by, besides the checklist. */
export interface Situation {
  readonly scenario: string | null;
  readonly part: Part;
  /** The item of every evidence id that the visit has declared, by id. */
  readonly manifest: Readonly<Record<string, string>>;
  /** The answers of the visit so far: conditions of a callback look at them. */
  readonly earlier?: Answers;
}

/**
 * Every fault of well-formed answers, in the order of the checklist; strangers first, as the server
 * tells them. Items that do not apply are not looked at (R3).
 */
export function checkAnswers(checklist: Asked, answers: Answers, situation: Situation): readonly Fault[] {
  return walk(checklist, answers, situation, itemFaults);
}

/**
 * The same of answers somebody is still giving: one that is no answer yet is told as such, where the
 * server would refuse the whole set before looking at any other.
 */
export function lacks(checklist: Asked, answers: Answers, situation: Situation): readonly Fault[] {
  return walk(checklist, answers, situation, (asked) => {
    const faults = asked.answer === undefined ? [] : checkAnswerForm(asked.answer);
    if (faults.length === 0) return itemFaults(asked);
    const isOpen = asked.answer !== undefined && isBlank(asked.answer) && isDue(asked.place, situation.part);
    return isOpen ? [fault(asked, 'answer.missing')] : under(at(asked.place.item), faults);
  });
}

/** Whether nothing is said in it yet; a comment or a moment alone says nothing. */
export function isBlank(answer: Answer): boolean {
  return answer.v === undefined && !answer.na && !answer.none && !answer.photos?.length;
}

/** The codes of the items that apply; in a callback by what was said before it, too. */
export function applying(checklist: Asked, answers: Answers, situation: Situation): ReadonlySet<string> {
  const known = situation.part === 'callback' ? { ...situation.earlier, ...answers } : answers;
  return applicable(checklist, known, situation.scenario);
}

interface Judged {
  readonly place: Place;
  readonly answer: Answer | undefined;
  readonly earlier: Answer | undefined;
  readonly situation: Situation;
}

function walk(
  checklist: Asked,
  answers: Answers,
  situation: Situation,
  judge: (asked: Judged) => readonly Fault[],
): readonly Fault[] {
  const { part, earlier = {} } = situation;
  const applies = applying(checklist, answers, situation);
  const places = placesOf(checklist);
  const asked = places.filter((place) => applies.has(place.item.code) && belongs(place, part));
  const faults = asked.flatMap((place) => {
    const { code } = place.item;
    return judge({ place, answer: own(answers, code), earlier: own(earlier, code), situation });
  });
  return [...strangers(places, answers, part), ...faults];
}

/** Answers to items that the checklist, or this part of it, does not have. */
function strangers(places: readonly Place[], answers: Answers, part: Part): readonly Fault[] {
  const known = new Map(places.map((place) => [place.item.code, place]));
  return Object.keys(answers).flatMap((item): readonly Fault[] => {
    const place = known.get(item);
    if (place && belongs(place, part)) return [];
    const code = place ? 'answer.other_part' : 'answer.unknown_item';
    return [{ pointer: pointer('answers', item), code, facts: { item } }];
  });
}

function at(item: Item): string {
  return pointer('answers', item.code);
}

function fault({ place }: Judged, code: Code, below = '', facts: Facts = {}): Fault {
  return { pointer: at(place.item) + below, code, facts: { item: place.item.code, ...facts } };
}

function itemFaults(asked: Judged): readonly Fault[] {
  const { place, answer, situation } = asked;
  if (!answer) return isDue(place, situation.part) ? [fault(asked, 'answer.missing')] : [];
  const always = [...evidence(asked, answer), ...commentUnwanted(asked, answer)];
  if (answer.na) return [...always, ...notApplicable(asked, answer)];
  const wrong = under(at(place.item), checkValue(place.item, answer));
  if (wrong.length > 0) return [...always, ...wrong];
  const demands = [...empty(asked, answer), ...photosWanted(asked, answer), ...commentWanted(asked, answer)];
  return [...always, ...demands];
}

/** N/A where the item allows it, with a reason of the list; `other` must be explained (R3). */
function notApplicable(asked: Judged, answer: Answer): readonly Fault[] {
  const { item, isDeferred } = asked.place;
  const stands = isDeferred && asked.earlier?.na === true; // set by the clock, and left standing
  const faults: Fault[] = [];
  if (!item.na_allowed && !stands) faults.push(fault(asked, 'answer.na_not_allowed', '/na'));
  if (!NA_REASONS.some((reason) => reason === answer.reason)) {
    faults.push(fault(asked, 'answer.reason_unknown', '/reason', { allowed: NA_REASONS.join(', ') }));
  }
  if (answer.reason === 'other' && said(answer) === 0) {
    faults.push(fault(asked, 'answer.comment_missing', '/comment', { least: 1 }));
  }
  return faults;
}

/** A required observation may not be blank, nor a required photo absent. */
function empty(asked: Judged, answer: Answer): readonly Fault[] {
  const { item } = asked.place;
  if (item.type !== 'observe' || item.required === false) return [];
  if (takesPhotos(item)) {
    return shown(item, answer).length > 0 ? [] : [fault(asked, 'answer.photos_too_few', '/photos', { least: 1 })];
  }
  const isEmpty = typeof answer.v === 'string' && strip(answer.v) === '';
  return isEmpty ? [fault(asked, 'answer.missing', '/v')] : [];
}

/** Every photo referred to must be declared, and for this item. */
function evidence(asked: Judged, answer: Answer): readonly Fault[] {
  const { item } = asked.place;
  return shown(item, answer).flatMap(([place, photo]): readonly Fault[] => {
    const owner = own(asked.situation.manifest, photo);
    if (owner === undefined) return [fault(asked, 'answer.photo_undeclared', place, { photo })];
    return owner === item.code ? [] : [fault(asked, 'answer.photo_other_item', place, { photo, owner })];
  });
}

function photosWanted(asked: Judged, answer: Answer): readonly Fault[] {
  const { item } = asked.place;
  const rule = photoRule(item);
  if (!rule) return [];
  const count = new Set(shown(item, answer).map(([, photo]) => photo)).size;
  const least = leastPhotos(item, answer);
  const faults: Fault[] = [];
  if (count < least) faults.push(fault(asked, 'answer.photos_too_few', '/photos', { least }));
  if (count > rule.max) faults.push(fault(asked, 'answer.photos_too_many', '/photos', { most: rule.max }));
  return faults;
}

/** An item that takes no comment takes none, but for the explanation of an N/A. */
function commentUnwanted(asked: Judged, answer: Answer): readonly Fault[] {
  const isUnwanted = commentRule(asked.place.item).when === 'never' && said(answer) > 0 && answer.reason !== 'other';
  return isUnwanted ? [fault(asked, 'answer.comment_not_wanted', '/comment')] : [];
}

function commentWanted(asked: Judged, answer: Answer): readonly Fault[] {
  const least = leastComment(asked.place.item, answer);
  return said(answer) < least ? [fault(asked, 'answer.comment_missing', '/comment', { least })] : [];
}

function said(answer: Answer): number {
  return length(strip(answer.comment ?? ''));
}
