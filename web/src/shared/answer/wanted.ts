// Which photos an item shows a place for, and how many of them this answer needs.

import { isBlank } from '../../checklist/complete';
import { leastPhotos, photoRule } from '../../checklist/demands';
import { takesPhotos, type Answer, type Item } from '../../checklist/document';

export interface WantedPhotos {
  readonly least: number;
  readonly most: number;
  /** `always`; only where something fails (`fail`); only where a bonus or penalty is given (`yes`). */
  readonly when: 'always' | 'fail' | 'yes';
}

const USUAL_MOST = 5;

/** Null where there is no place for photos. */
export function wantedPhotos(item: Item, answer: Answer | undefined): WantedPhotos | null {
  const rule = photoRule(item);
  if (answer?.na || (!rule && !takesPhotos(item))) return null;
  const least = Math.max(byItself(item), byRule(item, answer));
  return { least, most: rule?.max ?? USUAL_MOST, when: when(item) };
}

function when(item: Item): WantedPhotos['when'] {
  if (photoRule(item)?.when !== 'fail') return 'always';
  return item.type === 'bonus' || item.type === 'penalty' ? 'yes' : 'fail';
}

function byItself(item: Item): number {
  return takesPhotos(item) && item.required !== false ? 1 : 0;
}

/** What always holds is said before anything is answered, what depends on the answer after it. */
function byRule(item: Item, answer: Answer | undefined): number {
  if (answer && !isBlank(answer)) return leastPhotos(item, answer);
  const rule = photoRule(item);
  return rule?.when === 'always' ? rule.min : 0;
}
