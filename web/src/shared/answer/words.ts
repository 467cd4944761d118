// The words of the page in the language in which a checklist is shown. On a phone that is the
// visitor's own; the preview at the desk may show a checklist in the other one.

import { computed, inject, provide, type InjectionKey, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';

const SHOWN: InjectionKey<Ref<string>> = Symbol('language of what is shown');

/** Everything below is shown in this language. */
export function speak(language: Ref<string>): void {
  provide(SHOWN, language);
}

export interface Words {
  readonly language: Ref<string>;
  t(key: string, facts?: Readonly<Record<string, string | number>>, plural?: number): string;
}

/** The language told by whoever stands above, else the page's; pass it to `useWordsOf` where one speaks. */
export function useWords(): Words {
  const { locale } = useI18n();
  return useWordsOf(inject(SHOWN, computed(() => locale.value)));
}

export function useWordsOf(language: Ref<string>): Words {
  const { t } = useI18n();
  return {
    language,
    t: (key, facts = {}, plural = 2) => t(key, { ...facts }, { locale: language.value, plural }),
  };
}
