// Keys of the format in the reader's words: `/options/a/points` is "Options a, points".

import { useI18n } from 'vue-i18n';

/** Names a field by its steps; steps that are no key of the format stay as they are. */
export function useFieldName(): (steps: readonly string[]) => string {
  const { t, te } = useI18n();
  return (path) =>
    path
      .filter((step) => step !== 'text' || path.length === 1 || path.at(-1) === step)
      .map((step) => (te(`field.${step}`) ? t(`field.${step}`) : /^\d+$/.test(step) ? String(Number(step) + 1) : step))
      .join(' › ');
}
