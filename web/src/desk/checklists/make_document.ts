// A document to begin with.

import type { Doc } from './document';

/** Grades and scoring as the shipped lists have them, no items yet. */
export function emptyDocument(code: string, version: number, title: { readonly 'zh-CN': string; readonly en: string }): Doc {
  return {
    code,
    version,
    title: Object.fromEntries(Object.entries(title).filter(([, text]) => text !== '')),
    languages: ['zh-CN', 'en'],
    kind: 'section_weighted',
    scoring: {
      mode: 'earn',
      overall: 'section_weighted',
      missing: 'reject',
      grade_bands: [
        { grade: 'A', min: '90' },
        { grade: 'B', min: '80' },
        { grade: 'C', min: '70' },
        { grade: 'D', min: '0' },
      ],
    },
    sections: [],
  };
}
