import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applicable } from '../src/checklist/applies';
import type { Answers, Checklist } from '../src/checklist/document';

interface Case {
  readonly id: string;
  readonly title: string;
  readonly checklist: Pick<Checklist, 'sections'>;
  readonly scenario?: string;
  readonly answers: Answers;
  readonly applies: Readonly<Record<string, boolean>>;
}

// The same cases as the server's: tests/scoring/test_own_cases.py
const file = join(import.meta.dirname, '../../tests/golden/own_cases.json');
const { cases } = JSON.parse(readFileSync(file, 'utf-8')) as { cases: readonly Partial<Case>[] };
const conditioned = cases.filter((each): each is Case => each.applies !== undefined);

describe('which items apply in our own cases', () => {
  it.each(conditioned)('$id $title', ({ checklist, answers, scenario, applies }) => {
    const found = applicable(checklist, answers, scenario ?? null);

    const wanted = Object.keys(applies).filter((code) => applies[code]);
    expect([...found]).toEqual(wanted);
  });

  it('leaves none out', () => {
    expect(conditioned).toHaveLength(20);
  });
});
