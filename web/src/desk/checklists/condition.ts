// Conditions as the builder edits them: what they may look at, what they say, and renaming in them.

import type { Condition } from '../../checklist/applies';
import { pick } from '../../checklist/document';
import { allItems, choiceKey, OPERATORS, takesNumber, type Choices, type Doc, type Item, type Place } from './document';

export type Kind = 'scenario' | 'item' | 'all' | 'any' | 'not';

export function kindOf(condition: Condition): Kind {
  if (condition.scenario) return 'scenario';
  if (condition.all) return 'all';
  if (condition.any) return 'any';
  return condition.not ? 'not' : 'item';
}

/** The parts of a group; empty for a leaf. */
export function partsOf(condition: Condition): readonly Condition[] {
  return condition.all ?? condition.any ?? [];
}

/** The same group of other parts; null when none are left, the part itself is kept in a group of one. */
export function withParts(condition: Condition, parts: readonly Condition[]): Condition | null {
  if (parts.length === 0) return null;
  return condition.any ? { any: parts } : { all: parts };
}

/** What came before the item and can therefore be looked at. */
export function earlier(doc: Doc, place: Place): readonly Item[] {
  return doc.sections
    .slice(0, place.section + 1)
    .flatMap((section, at) => (at === place.section ? section.items.slice(0, place.item) : section.items))
    .filter((item) => item.code !== '');
}

/** The codes an item can be answered with; null where it takes a number or free words. */
export function codesOf(item: Item): readonly string[] | null {
  if (['binary', 'bonus', 'penalty'].includes(item.type)) return ['yes', 'no'];
  const key = choiceKey(item);
  return key ? Object.keys(item[key] ?? {}) : null;
}

/** A beginning: the item just before, or the scenario where none comes before. */
export function firstLeaf(doc: Doc, place: Place): Condition | null {
  const item = earlier(doc, place).at(-1);
  if (item) return leafOn(item);
  const scenario = doc.scenarios?.[0];
  return scenario ? { scenario: [scenario.code] } : null;
}

export function leafOn(item: Item): Condition {
  if (takesNumber(item)) return { item: item.code, ge: '1' };
  return { item: item.code, in: (codesOf(item) ?? []).slice(0, 1) };
}

/** The items whose conditions look at this one. */
export function lookers(doc: Doc, code: string): readonly Item[] {
  return allItems(doc).filter((item) => item.applies_if && leaves(item.applies_if).some((leaf) => leaf.item === code));
}

export function leaves(condition: Condition): readonly Condition[] {
  if (condition.not) return leaves(condition.not);
  const parts = partsOf(condition);
  return parts.length > 0 ? parts.flatMap(leaves) : [condition];
}

export function renamedItem(condition: Condition, old: string, code: string): Condition {
  return mapLeaves(condition, (leaf) => (leaf.item === old ? { ...leaf, item: code } : leaf));
}

export function renamedValue(condition: Condition, item: string, old: string, code: string): Condition {
  return mapLeaves(condition, (leaf) =>
    leaf.item === item && leaf.in ? { ...leaf, in: leaf.in.map((each) => (each === old ? code : each)) } : leaf,
  );
}

export function renamedScenario(condition: Condition, old: string, code: string): Condition {
  return mapLeaves(condition, (leaf) =>
    leaf.scenario ? { scenario: leaf.scenario.map((each) => (each === old ? code : each)) } : leaf,
  );
}

function mapLeaves(condition: Condition, edit: (leaf: Condition) => Condition): Condition {
  if (condition.not) return { not: mapLeaves(condition.not, edit) };
  if (condition.all) return { all: condition.all.map((part) => mapLeaves(part, edit)) };
  if (condition.any) return { any: condition.any.map((part) => mapLeaves(part, edit)) };
  return edit(condition);
}

/** The page's own words, filled in. */
export type Say = (name: string, facts?: Record<string, string>) => string;

/** The condition as a sentence: what a visitor's answers must be for the item to be asked. */
export function sentence(condition: Condition, doc: Doc, language: string, say: Say): string {
  const known = new Map(allItems(doc).map((item) => [item.code, item]));
  const told = (each: Condition, isInner: boolean): string => {
    if (each.not) return say('not', { what: told(each.not, true) });
    const parts = partsOf(each);
    if (parts.length === 0) return leafSentence(each, doc, known, { language, say });
    const joined = parts.map((part) => told(part, true)).join(say(each.any ? 'or' : 'and'));
    return isInner && parts.length > 1 ? say('group', { what: joined }) : joined;
  };
  return told(condition, false);
}

interface Voice {
  readonly language: string;
  readonly say: Say;
}

function leafSentence(leaf: Condition, doc: Doc, known: ReadonlyMap<string, Item>, voice: Voice): string {
  const { language, say } = voice;
  if (leaf.scenario) {
    const names = leaf.scenario.map((code) => quoted(scenarioName(doc, code, language), say));
    return say('scenario', { what: names.join(say('either')) });
  }
  const item = known.get(leaf.item ?? '');
  const about = item ? `${item.code} ${quoted(pick(item.text, language), say)}` : (leaf.item ?? '');
  const within = leaf.in ? [say('in', { what: leaf.in.map((code) => quoted(valueName(item, code, voice), say)).join(say('either')) })] : [];
  const tests = OPERATORS.flatMap((name) => (leaf[name] === undefined ? [] : [say(name, { what: leaf[name] })]));
  return say('item', { item: about, what: [...within, ...tests].join(say('and')) });
}

function scenarioName(doc: Doc, code: string, language: string): string {
  return pick(doc.scenarios?.find((each) => each.code === code)?.text, language) || code;
}

/** An answer's code in words. */
export function valueName(item: Item | undefined, code: string, { language, say }: Voice): string {
  if (!item) return code;
  const key = choiceKey(item);
  if (key) return label(item[key], code, language) || code;
  return codesOf(item) ? say(code === 'yes' ? 'yes' : 'no') : code;
}

function label(choices: Choices | undefined, code: string, language: string): string {
  return pick(choices?.[code]?.text, language);
}

function quoted(text: string, say: Say): string {
  return say('quoted', { what: text });
}
