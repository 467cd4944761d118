// Both languages, and the reader's choice, kept in this browser.

import { createI18n } from 'vue-i18n';
import { en } from './en';
import { zhCN, type Messages } from './zh-CN';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const NAMES: Readonly<Record<Language, string>> = { 'zh-CN': '中文', en: 'English' };

const KEPT = 'language';

export const i18n = createI18n<[Messages], Language, false>({
  legacy: false,
  locale: first(),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN, en },
});

/** The reader's choice, else the browser's language. */
function first(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  return navigator.language.startsWith('en') ? 'en' : 'zh-CN';
}

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((language) => language === text);
}

/** Whether the reader has chosen by himself; then no profile overrules it. */
export function hasChosen(): boolean {
  return isLanguage(localStorage.getItem(KEPT));
}

export function show(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  document.title = i18n.global.t('product');
}

export function choose(language: Language): void {
  localStorage.setItem(KEPT, language);
  show(language);
}
