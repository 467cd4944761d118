// Where two states of one draft differ, by the codes authors know.

import type { Doc, Item } from './document';

/** Codes of items that are not the same in both, in the order of the first; `*` is the rest of the document. */
export function changedCodes(one: Doc, other: Doc): readonly string[] {
  const [before, after] = [texts(one), texts(other)];
  const codes = [...new Set([...before.keys(), ...after.keys()])];
  const items = codes.filter((code) => before.get(code) !== after.get(code));
  return frame(one) === frame(other) ? items : [...items, '*'];
}

function texts(doc: Doc): ReadonlyMap<string, string> {
  const items = doc.sections.flatMap((section) => section.items.map((item) => [item.code, sorted(item)] as const));
  return new Map(items);
}

/** Everything but the items themselves: settings, sections, and which item stands where. */
function frame(doc: Doc): string {
  return sorted({ ...doc, sections: doc.sections.map((section) => ({ ...section, items: section.items.map(codeOf) })) });
}

function codeOf(item: Item): string {
  return item.code;
}

/** JSON with sorted keys: what the server sends back has another order than what was typed. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) =>
    typeof held === 'object' && held !== null && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => a.localeCompare(b)))
      : held,
  );
}
