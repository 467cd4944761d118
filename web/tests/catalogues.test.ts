import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '../src/i18n/en';
import { zhCN } from '../src/i18n/zh-CN';

interface Tree {
  readonly [key: string]: string | Tree;
}

function flat(tree: Tree, at = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[at + key, value] as const] : [...flat(value, `${at}${key}.`)],
    ),
  );
}

const chinese = flat(zhCN);
const english = flat(en);

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf-8' })
    .filter((name) => /\.(vue|ts)$/.test(name) && !name.includes('i18n') && !name.endsWith('types.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf-8'));
}

describe('the catalogues', () => {
  it('have the same keys, none of them blank', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('fill in the same facts in both languages', () => {
    const wrong = [...chinese].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(english.get(key) ?? '').join(),
    );

    expect(wrong).toEqual([]);
  });

  it('are Chinese in Chinese and without Chinese in English', () => {
    // names of languages, and what is only signs around other texts
    const signs = ['condition.says.item', 'condition.says.group', 'condition.says.quoted'];
    const own = new Set([...signs, 'report.language.zh-CN', 'report.language.en', 'answer.joint']);
    const untranslated = [...chinese].filter(([key, text]) => !own.has(key) && !/[\u4e00-\u9fff]/.test(text));
    const mixed = [...english].filter(([key, text]) => !own.has(key) && /[\u4e00-\u9fff]/.test(text));

    expect({ untranslated, mixed }).toEqual({ untranslated: [], mixed: [] });
  });

  it('have every text that a page names, and no other', () => {
    const code = sources(join(import.meta.dirname, '../src')).join('\n');
    const named = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((found) => found[1] ?? '');
    const prefixes = [...code.matchAll(/`([a-z_]+(?:\.[a-z_]+)*\.)(?:[a-z_]+_)?\$\{/g)].map((found) => found[1] ?? '');
    const quoted = new Set([...code.matchAll(/'([\w.]+)'/g)].map((found) => found[1] ?? ''));

    const absent = named.filter((key) => !chinese.has(key));
    const idle = [...chinese.keys()].filter(
      (key) => !quoted.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );

    expect({ absent, idle }).toEqual({ absent: [], idle: [] });
  });
});
