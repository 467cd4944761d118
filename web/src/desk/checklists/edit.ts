// What an author does to a document, each as a function from one document to the next.
//
// Promise: nothing is changed in place, so that every step can be taken back; a code that is renamed
// is renamed in the conditions that look at it, too.

import type { Condition } from '../../checklist/applies';
import { renamedItem, renamedScenario, renamedValue } from './condition';
import { allItems, itemAt, type Doc, type Item, type Place, type Section } from './document';
import { blank, fresh, retyped } from './make';
import { moved, setAt } from './path';

export function addSection(doc: Doc): Doc {
  const code = fresh('S', doc.sections.map((section) => section.code));
  const section: Section = { code, title: {}, weight: '1', chain: false, phase: 'on_site', items: [] };
  return { ...doc, sections: [...doc.sections, section] };
}

export function moveSection(doc: Doc, from: number, to: number): Doc {
  const sections = moved(doc.sections, from, to);
  return sections === doc.sections ? doc : { ...doc, sections };
}

/** A copy after the section; its items get fresh codes, and conditions among them follow. */
export function duplicateSection(doc: Doc, index: number): Doc {
  const section = doc.sections[index];
  return section ? insertSection(doc, index + 1, section) : doc;
}

/** A section from elsewhere; codes that are taken get fresh ones, and conditions among its items follow. */
export function insertSection(doc: Doc, at: number, section: Section): Doc {
  const taken = allItems(doc).map((item) => item.code);
  const names = new Map<string, string>();
  for (const item of section.items) {
    const code = fresh(item.code, taken, true);
    taken.push(code);
    names.set(item.code, code);
  }
  const items = section.items.map((item) => renamedAll(item, names));
  const code = fresh(section.code, doc.sections.map((each) => each.code), true);
  return { ...doc, sections: inserted(doc.sections, at, { ...section, code, items }) };
}

function renamedAll(item: Item, names: ReadonlyMap<string, string>): Item {
  const code = names.get(item.code) ?? item.code;
  if (!item.applies_if) return { ...item, code };
  const applies_if = [...names].reduce<Condition>((found, [old, to]) => renamedItem(found, old, to), item.applies_if);
  return { ...item, code, applies_if };
}

export function deleteSection(doc: Doc, index: number): Doc {
  return { ...doc, sections: doc.sections.filter((_, at) => at !== index) };
}

export function addItem(doc: Doc, section: number, at: number, type = 'binary'): Doc {
  const held = doc.sections[section];
  if (!held) return doc;
  const before = held.items[at - 1] ?? held.items[0];
  const root = before?.code ?? `${held.code}0`;
  const item = blank(fresh(root, allItems(doc).map((each) => each.code)), type, before);
  return withItems(doc, section, (items) => inserted(items, at, item));
}

export function insertItem(doc: Doc, place: Place, item: Item): Doc {
  const code = fresh(item.code, allItems(doc).map((each) => each.code), true);
  return withItems(doc, place.section, (items) => inserted(items, place.item, { ...item, code }));
}

export function duplicateItem(doc: Doc, place: Place): Doc {
  const item = itemAt(doc, place);
  if (!item) return doc;
  const code = fresh(item.code, allItems(doc).map((each) => each.code));
  return withItems(doc, place.section, (items) => inserted(items, place.item + 1, { ...item, code }));
}

export function deleteItem(doc: Doc, place: Place): Doc {
  return withItems(doc, place.section, (items) => items.filter((_, at) => at !== place.item));
}

/** The item to another place; `to` counts as the list stands after it was taken out. */
export function moveItem(doc: Doc, from: Place, to: Place): Doc {
  const item = itemAt(doc, from);
  const target = doc.sections[to.section];
  if (!item || !target || (from.section === to.section && from.item === to.item)) return doc;
  return withItems(deleteItem(doc, from), to.section, (items) => inserted(items, to.item, item));
}

/** One place up or down, over the edge of its section into the next one; null at either end. */
export function neighbour(doc: Doc, place: Place, by: 1 | -1): Place | null {
  const at = place.item + by;
  const length = doc.sections[place.section]?.items.length ?? 0;
  if (at >= 0 && at < length) return { section: place.section, item: at };
  const section = place.section + by;
  const beside = doc.sections[section];
  if (!beside) return null;
  return { section, item: by === 1 ? 0 : beside.items.length };
}

export function renameItem(doc: Doc, place: Place, code: string): Doc {
  const old = itemAt(doc, place)?.code;
  if (old === undefined || old === code) return doc;
  const isSole = allItems(doc).filter((item) => item.code === old).length === 1;
  const renamed = setAt(doc, ['sections', place.section, 'items', place.item, 'code'], code);
  return isSole && old !== '' ? withConditions(renamed, (condition) => renamedItem(condition, old, code)) : renamed;
}

export function changeType(doc: Doc, place: Place, type: string): Doc {
  return withItems(doc, place.section, (items) =>
    items.map((item, at) => (at === place.item ? retyped(item, type) : item)),
  );
}

/** Another code for an option, fault, element or choice, at its place; null when it is taken. */
export function renameChoice(doc: Doc, place: Place, old: string, code: string): Doc | null {
  const item = itemAt(doc, place);
  const key = (['options', 'faults', 'elements', 'choices'] as const).find((each) => item?.[each]?.[old]);
  const held = key && item?.[key];
  if (!item || !held || old === code) return doc;
  if (code in held) return null;
  const entries = Object.entries(held).map(([each, choice]) => [each === old ? code : each, choice]);
  const renamed = setAt(doc, ['sections', place.section, 'items', place.item, key], Object.fromEntries(entries));
  return withConditions(renamed, (condition) => renamedValue(condition, item.code, old, code));
}

export function renameScenario(doc: Doc, index: number, code: string): Doc {
  const old = doc.scenarios?.[index]?.code;
  if (old === undefined) return doc;
  const renamed = setAt(doc, ['scenarios', index, 'code'], code);
  return old === '' ? renamed : withConditions(renamed, (condition) => renamedScenario(condition, old, code));
}

/** A mark renamed, and with it the timers that name it. */
export function renameMark(doc: Doc, index: number, code: string): Doc {
  const old = doc.marks?.[index]?.code;
  if (old === undefined) return doc;
  const to = (mark: string) => (mark === old && old !== '' ? code : mark);
  const renamed = setAt(doc, ['marks', index, 'code'], code);
  return mapItems(renamed, (item) =>
    item.timer ? { ...item, timer: { from: to(item.timer.from), to: to(item.timer.to) } } : item,
  );
}

function withItems(doc: Doc, section: number, edit: (items: readonly Item[]) => readonly Item[]): Doc {
  return {
    ...doc,
    sections: doc.sections.map((each, at) => (at === section ? { ...each, items: edit(each.items) } : each)),
  };
}

function mapItems(doc: Doc, edit: (item: Item) => Item): Doc {
  return { ...doc, sections: doc.sections.map((section) => ({ ...section, items: section.items.map(edit) })) };
}

function withConditions(doc: Doc, edit: (condition: Condition) => Condition): Doc {
  return mapItems(doc, (item) => {
    if (!item.applies_if) return item;
    const applies_if = edit(item.applies_if);
    return applies_if === item.applies_if ? item : { ...item, applies_if };
  });
}

function inserted<T>(list: readonly T[], at: number, entry: T): readonly T[] {
  return [...list.slice(0, at), entry, ...list.slice(at)];
}
