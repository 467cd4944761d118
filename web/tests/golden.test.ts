import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applicable } from '../src/checklist/applies';
import type { Answers, Item } from '../src/checklist/document';

interface Case {
  readonly title: string;
  readonly scenario?: string;
  readonly items: readonly Item[];
  readonly answers: Answers;
  readonly applies: readonly string[];
}

// The same cases as the server's: tests/checklists/test_applies.py
const file = join(import.meta.dirname, '../../tests/golden/applies.json');
const { cases } = JSON.parse(readFileSync(file, 'utf-8')) as { cases: readonly Case[] };

describe('which items apply', () => {
  it.each(cases)('$title', ({ items, answers, scenario, applies }) => {
    const section = { code: 'S', title: {}, weight: '1', chain: false, items };

    const found = applicable({ sections: [section] }, answers, scenario ?? null);

    expect([...found]).toEqual(applies);
  });
});
