// Keys of the format in the reader's words: `/options/a/points` is "Options a, points".

import { useI18n } from 'vue-i18n';

/** Names a field by its steps; steps that are no key of the format stay as they are. */
export function useFieldName(): (steps: readonly string[]) => string {
  const { t, te } = useI18n();
  return (path) =>
    path
      .filter((step, at) => step !== 'text' || at === 0) // the text of a choice needs no word of its own
      .map((step) => (te(`field.${step}`) ? t(`field.${step}`) : /^\d+$/.test(step) ? String(Number(step) + 1) : step))
      .join(' › ');
}
