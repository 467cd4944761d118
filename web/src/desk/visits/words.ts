// The page's own words for an answer, in the language shown.

import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Words } from '../../checklist/answer';

export function useWords(): ComputedRef<Words> {
  const { t, locale } = useI18n();
  return computed(() => ({
    language: locale.value,
    joint: t('answer.joint'),
    word: (name: string) => t(`answer.${name}`),
  }));
}
