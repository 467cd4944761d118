// The phone's engine beside the server's, over random checklists and answers: neither may drift.
// CASES and SEED choose how many and which; the server's word comes from tests/phone_cases.py.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { applicable } from '../src/checklist/applies';
import { checkAnswers, lacks, type Situation } from '../src/checklist/complete';
import { itemsByCode, type Answers, type Checklist } from '../src/checklist/document';
import { isFail } from '../src/checklist/fails';
import type { Fault } from '../src/checklist/fault';
import { checkForm } from '../src/checklist/form';

interface Case extends Situation {
  readonly checklist: Checklist;
  readonly answers: Answers;
  readonly earlier: Answers;
  readonly expected: Told | Refused;
}

interface Told {
  readonly applies: readonly string[];
  readonly faults: readonly Fault[];
  readonly fails: Readonly<Record<string, boolean>>;
}

interface Refused {
  readonly form: readonly Fault[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const asked = ['-m', 'tests.phone_cases', process.env['CASES'] ?? '500', process.env['SEED'] ?? '4'];
const limits = { cwd: root, maxBuffer: 1024 ** 3 };
const cases = JSON.parse(execFileSync(`${root}.venv/bin/python`, asked, limits).toString('utf-8')) as readonly Case[];
const refused = cases.filter((each) => 'form' in each.expected);
const judged = cases.filter((each) => 'applies' in each.expected);

function say(each: Case): Told {
  const { checklist, answers, scenario, part, earlier } = each;
  const known = part === 'callback' ? { ...earlier, ...answers } : answers;
  const items = itemsByCode(checklist);
  const expected = each.expected as Told;
  const fails = Object.keys(expected.fails).map((code) => {
    const [item, answer] = [items.get(code), answers[code]];
    return [code, item && answer && isFail(item, answer)] as const;
  });
  return {
    applies: [...applicable(checklist, known, scenario)],
    faults: checkAnswers(checklist, answers, each),
    fails: Object.fromEntries(fails) as Record<string, boolean>,
  };
}

describe('over random checklists', () => {
  it('the engine says what the server says', () => {
    const wrong = judged
      .map((each) => ({ ...each, said: say(each) }))
      .filter(({ said, expected }) => JSON.stringify(said) !== JSON.stringify(expected));

    expect(judged.length).toBeGreaterThan(cases.length / 2);
    expect(wrong.slice(0, 1)).toEqual([]);
    expect(wrong.length).toBe(0);
  });

  it('answers without form are refused as the server refuses them', () => {
    const wrong = refused.filter(({ answers, earlier, expected }) => {
      const ours = checkForm(answers);
      const said = ours.length > 0 ? ours : checkForm(earlier);
      return JSON.stringify(said) !== JSON.stringify((expected as Refused).form);
    });

    expect(refused.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('of well-formed answers nothing else is lacking while they are still being given', () => {
    const wrong = judged.filter((each) => {
      const { checklist, answers } = each;
      return JSON.stringify(lacks(checklist, answers, each)) !== JSON.stringify(checkAnswers(checklist, answers, each));
    });

    expect(wrong).toEqual([]);
  });
});
