// Finding items by what is written on them.

import { choiceKey, type Item, type Section } from './document';

/** The indexes of the section's items that hold every word looked for. */
export function matching(section: Section, text: string): readonly number[] {
  const wanted = text.trim().toLowerCase().split(/\s+/);
  return section.items.flatMap((item, index) => {
    const written = words(item).toLowerCase();
    return wanted.every((word) => written.includes(word)) ? [index] : [];
  });
}

function words(item: Item): string {
  const key = choiceKey(item);
  const labels = Object.values((key && item[key]) ?? {}).flatMap((choice) => Object.values(choice.text ?? {}));
  const leaves = Object.values(item.kpi ?? {}).flatMap((each) => Object.keys(each));
  const tags = [item.touchpoint, item.stage, item.script_id];
  return [item.code, ...Object.values(item.text ?? {}), ...labels, ...leaves, ...tags].join(' ');
}
