import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applicable } from '../src/checklist/applies';
import { checkAnswers } from '../src/checklist/complete';
import type { Answer, Answers, Item, Section } from '../src/checklist/document';
import { isFail } from '../src/checklist/fails';
import type { Fault } from '../src/checklist/fault';
import { checkForm } from '../src/checklist/form';
import type { Part } from '../src/checklist/parts';
import { checkValue } from '../src/checklist/value';

interface Case {
  readonly title: string;
  readonly faults: readonly (readonly [string, string])[];
}

interface Applies {
  readonly title: string;
  readonly scenario?: string;
  readonly items: readonly Item[];
  readonly answers: Answers;
  readonly applies: readonly string[];
}

interface Value extends Case {
  readonly item: Item;
  readonly answer: Answer;
  readonly fail?: boolean;
}

interface Form extends Case {
  readonly answers: unknown;
}

interface Complete extends Case {
  readonly part: Part;
  readonly scenario?: string;
  readonly sections: readonly Section[];
  readonly earlier?: Answers;
  readonly answers: Answers;
  readonly manifest?: Readonly<Record<string, string>>;
  readonly applies?: readonly string[];
}

// The same cases as the server's: tests/checklists/test_{applies,values}.py, tests/visits/test_completeness.py
function cases<T>(name: string): readonly T[] {
  const file = join(import.meta.dirname, `../../tests/golden/${name}.json`);
  return (JSON.parse(readFileSync(file, 'utf-8')) as { cases: readonly T[] }).cases;
}

function told(faults: readonly Fault[]): readonly (readonly [string, string])[] {
  return faults.map((fault) => [fault.code, fault.pointer]);
}

describe('which items apply', () => {
  it.each(cases<Applies>('applies'))('$title', ({ items, answers, scenario, applies }) => {
    const section = { code: 'S', title: {}, weight: '1', chain: false, items };

    const found = applicable({ sections: [section] }, answers, scenario ?? null);

    expect([...found]).toEqual(applies);
  });
});

describe('a value of an item', () => {
  it.each(cases<Value>('values'))('$title', ({ item, answer, faults, fail }) => {
    expect(told(checkValue(item, answer))).toEqual(faults);
    if (fail !== undefined) expect(isFail(item, answer)).toBe(fail);
  });
});

describe('the form of answers', () => {
  it.each(cases<Form>('answer_forms'))('$title', ({ answers, faults }) => {
    expect(told(checkForm(answers))).toEqual(faults);
  });
});

describe('what answers lack', () => {
  it.each(cases<Complete>('completeness'))('$title', (each) => {
    const { sections, answers, part, scenario = null, manifest = {}, earlier = {} } = each;
    const known = part === 'callback' ? { ...earlier, ...answers } : answers;

    const faults = checkAnswers({ sections }, answers, { part, scenario, manifest, earlier });

    expect(told(faults)).toEqual(each.faults);
    if (each.applies) expect([...applicable({ sections }, known, scenario)]).toEqual(each.applies);
  });
});
