// What the list shows, as its address says it. Unknown values in an address are ignored.

import type { LocationQuery } from 'vue-router';

export const STATES = [
  'planned',
  'assigned',
  'accepted',
  'in_progress',
  'submitted',
  'second_review',
  'returned',
  'approved',
  'published',
  'expired',
  'cancelled',
  'void',
] as const;
export const SORTS = ['-window', 'window', 'dealer', '-dealer', 'state', '-state'] as const;
export type Sort = (typeof SORTS)[number];

export interface Filter {
  readonly wave: string;
  readonly state: string;
  readonly text: string;
  readonly sort: Sort;
}

export const EVERYTHING: Filter = { wave: '', state: '', text: '', sort: '-window' };
const LONGEST = 80; // as the door takes it

export function fromAddress(query: LocationQuery): Filter {
  return {
    wave: one(query['wave']),
    state: STATES.find((state) => state === query['state']) ?? '',
    text: one(query['text']).slice(0, LONGEST),
    sort: SORTS.find((sort) => sort === query['sort']) ?? EVERYTHING.sort,
  };
}

/** Only what differs from showing everything, so that a plain address stays plain. */
export function toAddress(filter: Filter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter(([name, value]) => value !== EVERYTHING[name as keyof Filter]),
  ) as Record<string, string>;
}

export function isNarrowed(filter: Filter): boolean {
  return filter.wave !== '' || filter.state !== '' || filter.text !== '';
}

/** The order after a click on a column: turned round when it was that column's already. */
export function turned(current: Sort, column: 'window' | 'dealer' | 'state'): Sort {
  const first: Sort = column === 'window' ? '-window' : column;
  const second: Sort = column === 'window' ? 'window' : `-${column}`;
  return current === first ? second : first;
}

function one(value: LocationQuery[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}
