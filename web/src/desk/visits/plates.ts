// The photos of a visit in the order of its checklist, each with the number it has at its item.

import { itemsByCode, type Answers, type Checklist, type Item } from '../../checklist/document';
import type { Photo } from './doors';

export interface Plate {
  readonly photo: Photo;
  readonly item: Item;
  readonly number: number;
}

/** Every photo an answer names, then what came without being named; what never came stays in. */
export function series(checklist: Checklist, answers: Answers, photos: readonly Photo[]): readonly Plate[] {
  const known = new Map(photos.map((photo) => [photo.id, photo]));
  const named = new Set(Object.values(answers).flatMap((answer) => answer.photos ?? []));
  return [...itemsByCode(checklist).values()].flatMap((item) => {
    const wanted = (answers[item.code]?.photos ?? []).flatMap((id) => known.get(id) ?? []);
    const others = photos.filter((photo) => photo.item === item.code && !named.has(photo.id));
    return [...wanted, ...others].map((photo, n) => ({ photo, item, number: n + 1 }));
  });
}
