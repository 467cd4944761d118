// A checklist in figures.

import { allItems, isScored, type Doc } from './document';

export interface Figures {
  readonly sections: number;
  readonly items: number;
  readonly scored: number;
  readonly conditional: number;
  readonly critical: number;
  /** The points of all scored items, as they are written; conditions may leave some out of a visit. */
  readonly points: string;
}

export function figures(doc: Doc): Figures {
  const items = allItems(doc);
  const scored = items.filter((item) => isScored(item.type));
  const points = scored.reduce((sum, item) => sum + (Number(item.max ?? 0) || 0), 0);
  return {
    sections: doc.sections.length,
    items: items.length,
    scored: scored.length,
    conditional: items.filter((item) => item.applies_if).length,
    critical: items.filter((item) => item.critical).length,
    points: String(Math.round(points * 100) / 100),
  };
}
