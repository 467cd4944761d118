// What the pages ask of the server, by noun.

import type { Answer, Client, Schemas } from '../../api/client';
import type { Checklist } from '../../checklist/document';
import type { Page } from '../../shared/pages';
import type { Filter } from './filter';
import type { Ledger } from './ledger';

export type Visit = Schemas['VisitOut'];
export type Wave = Schemas['WaveOut'];
export type Dealer = Schemas['DealerOut'];
export type Revision = Schemas['RevisionOut'];
export type Flag = Schemas['FlagOut'];
export type Decision = Schemas['DecisionOut'];
export type Waiting = Schemas['WaitingOut'];
export type Photo = Schemas['VisitEvidenceOut'];
export type Report = Schemas['ReportOut'];

const AT_ONCE = 50;
const MOST = 500; // the largest page a door gives
const PAGES = 20; // of a whole list: a bound, so that nothing is asked for ever

export async function visits(
  client: Client,
  filter: Filter,
  after: string | null,
  signal: AbortSignal,
): Promise<Page<Visit>> {
  const query = { wave_id: filter.wave, state: filter.state, text: filter.text.trim(), sort: filter.sort };
  const asked = { ...query, limit: AT_ONCE, after };
  return (await client.get<Page<Visit>>('desk/visits', { query: asked, signal })).body;
}

export function visit(client: Client, id: string, signal: AbortSignal): Promise<Answer<Visit>> {
  return client.get<Visit>(`desk/visits/${id}`, { signal });
}

/** What a visit in progress waits for; null for one that waits for nothing any more. */
export async function waiting(client: Client, { id, state }: Visit, signal: AbortSignal): Promise<Waiting | null> {
  if (state !== 'in_progress') return null;
  return (await client.get<Waiting>(`desk/visits/${id}/waiting`, { signal })).body;
}

/** A whole list, page by page. */
export async function all<T>(client: Client, path: string, signal: AbortSignal): Promise<readonly T[]> {
  const found: T[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const { body }: Answer<Page<T>> = await client.get(path, { query: { limit: MOST, after }, signal });
    found.push(...body.items);
    if (body.next === null) break;
    after = body.next;
  }
  return found;
}

/** A checklist by its hash, or null where the desk has none such. */
export async function checklist(client: Client, hash: string, signal: AbortSignal): Promise<Checklist | null> {
  const { body } = await client.get<Page<Schemas['ChecklistOut']>>('desk/checklists', { query: { hash }, signal });
  const [version] = body.items;
  if (!version) return null;
  return (await client.get<Checklist>(`desk/checklists/${version.id}/document`, { signal })).body;
}

export async function ledger(client: Client, id: string, signal: AbortSignal): Promise<Ledger> {
  return (await client.get<Ledger>(`desk/visits/${id}/ledger`, { signal })).body;
}

export function photo(client: Client, path: string, signal: AbortSignal | null): Promise<Blob> {
  return client.bytes(path, { signal });
}
