// What the library pages ask of the server.

import type { Client, Schemas } from '../../api/client';
import type { Choice, Text } from '../../checklist/document';
import type { Page } from '../../shared/pages';

export const KINDS = ['script', 'response_set', 'item', 'section'] as const;
export type Kind = (typeof KINDS)[number];
export const USES = ['in_use', 'retired', 'any'] as const;
export type Use = (typeof USES)[number];

export type Entry = Schemas['EntryOut'];

/** The readable part of an item, wherever it stands. */
export interface ItemPart {
  readonly code: string;
  readonly type: string;
  readonly text: Text;
  readonly max?: string;
  readonly script_id?: string;
}

export interface Document {
  readonly title?: Text;
  readonly text?: Text;
  readonly post?: string;
  readonly stage?: string;
  readonly feedback?: Text;
  readonly trained_on?: string;
  readonly tested_on?: string;
  readonly choices?: Readonly<Record<string, Choice>>;
  readonly items?: readonly ItemPart[];
}

export type Detail = Omit<Schemas['EntryDetailOut'], 'document'> & { readonly document: Document };

export interface Filter {
  readonly kind: Kind | '';
  readonly use: Use;
  readonly text: string;
}

const AT_ONCE = 50;
const RETIRED: Readonly<Record<Use, string>> = { in_use: 'false', retired: 'true', any: '' };

export async function entries(
  client: Client,
  filter: Filter,
  after: string | null,
  signal: AbortSignal,
): Promise<Page<Entry>> {
  const asked = { kind: filter.kind, retired: RETIRED[filter.use], text: filter.text.trim() };
  return (await client.get<Page<Entry>>('desk/library', { query: { ...asked, limit: AT_ONCE, after }, signal })).body;
}

export async function entry(client: Client, id: string, signal: AbortSignal): Promise<Detail> {
  return (await client.get<Detail>(`desk/library/${id}`, { signal })).body;
}

const BOTH: Text = { 'zh-CN': '', en: '' };

/** What a new part of a kind begins with, so that nobody starts from an empty field. */
export const BEGINNINGS: Readonly<Record<Kind, unknown>> = {
  script: { title: BOTH, text: BOTH, post: 'advisor', stage: 'reception' },
  response_set: { title: BOTH, choices: { yes: { points: '1', text: BOTH }, no: { points: '0', text: BOTH } } },
  item: { code: 'A1', type: 'binary', text: BOTH, max: '4', method: 'observed', owner_role: 'advisor' },
  section: { code: 'A', title: BOTH, items: [{ code: 'A1', type: 'binary', text: BOTH, max: '4' }] },
};
