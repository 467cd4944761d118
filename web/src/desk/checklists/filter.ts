// What the list of checklists shows, as its address says it.

import type { LocationQuery } from 'vue-router';
import { pick, type Text } from '../../checklist/document';
import type { Version } from './doors';

export const STATES = ['draft', 'published', 'retired'] as const;

export interface Filter {
  readonly state: string;
  readonly text: string;
}

export const EVERYTHING: Filter = { state: '', text: '' };
const LONGEST = 80;

export function fromAddress(query: LocationQuery): Filter {
  const text = query['text'];
  return {
    state: STATES.find((state) => state === query['state']) ?? '',
    text: typeof text === 'string' ? text.slice(0, LONGEST) : '',
  };
}

export function toAddress(filter: Filter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '')) as Record<string, string>;
}

/** All versions of one code, the newest first. */
export interface Family {
  readonly code: string;
  readonly title: Text;
  readonly versions: readonly Version[];
}

/** What fits the filter, by code; within a code the newest version first. */
export function families(versions: readonly Version[], filter: Filter): readonly Family[] {
  const fitting = versions.filter((version) => fits(version, filter));
  const codes = [...new Set(fitting.map((version) => version.code))].sort();
  return codes.map((code) => {
    const own = fitting.filter((version) => version.code === code).sort((one, other) => other.version - one.version);
    return { code, title: own[0]?.title ?? {}, versions: own };
  });
}

function fits(version: Version, { state, text }: Filter): boolean {
  const wanted = text.trim().toLowerCase();
  const words = [version.code, ...Object.values(version.title ?? {})].join(' ').toLowerCase();
  return (state === '' || version.state === state) && words.includes(wanted);
}

/** The number of the next version of a code. */
export function nextVersion(versions: readonly Version[], code: string): number {
  return Math.max(0, ...versions.filter((each) => each.code === code).map((each) => each.version)) + 1;
}

export function versionName(version: Version, language: string): string {
  return pick(version.title, language) || version.code;
}
