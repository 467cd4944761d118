// One thing wrong at one place, and its sentence. The sentences are the server's own: problems.ts is
// generated from audit/problems.toml.

import { pick } from './document';
import { problems } from './problems';

export type Code = keyof typeof problems;
export type Facts = Readonly<Record<string, string | number>>;

/** `pointer` is an RFC 6901 pointer into what is sent (`/answers/RC2/photos/0`). */
export interface Fault {
  readonly pointer: string;
  readonly code: Code;
  readonly facts: Facts;
}

/** The pointer of the parts: `pointer('answers', 'R1')` is `/answers/R1`. */
export function pointer(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The same faults seen from one level further out. */
export function under(prefix: string, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, pointer: prefix + fault.pointer }));
}

/** The sentence for a reader of `language`, facts filled in. */
export function say({ code, facts }: Pick<Fault, 'code' | 'facts'>, language: string): string {
  return pick(problems[code], language).replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
}
