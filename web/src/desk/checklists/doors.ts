// What the checklist pages ask of the server.

import type { Answer, Client, Fault, Query } from '../../api/client';
import type { Answers, Text } from '../../checklist/document';
import type { Explained } from '../visits/ledger';
import type { Page } from '../../shared/pages';
import { all } from '../visits/doors';
import type { Doc } from './document';

export interface Version {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly state: string;
  readonly hash: string;
  readonly title: Text;
  readonly item_count: number;
  readonly created_at: string;
  readonly published_at: string | null;
}

export interface Verdict {
  readonly draft: readonly Fault[];
  readonly publish: readonly Fault[];
  readonly hash: string | null;
  readonly item_count: number;
}

export interface Trial extends Explained {
  readonly problems: readonly Fault[];
  readonly applies: Readonly<Record<string, boolean>>;
  readonly missing: readonly string[];
  /** The score so far: what `missing` names is not answered yet. */
  readonly preview: boolean;
}

export interface Node {
  readonly code: string;
  readonly parent?: string | null;
  readonly title: Text;
}

export interface Framework {
  readonly code: string;
  readonly version: number;
  readonly document: { readonly title: Text; readonly nodes: readonly Node[]; readonly complete?: boolean };
}

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  readonly aspect: string;
  readonly place: 'document' | 'section' | 'item';
  readonly section: string | null;
  readonly item: string | null;
  readonly field: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly scores: boolean;
}

export interface Difference {
  readonly before: Pick<Version, 'id' | 'code' | 'version' | 'state' | 'hash'>;
  readonly after: Pick<Version, 'id' | 'code' | 'version' | 'state' | 'hash'>;
  readonly changes: readonly Change[];
  readonly counts: Readonly<Record<'added' | 'removed' | 'changed' | 'moved' | 'scores', number>>;
}

export interface Summary {
  readonly visits: number;
  readonly dealers: number;
  readonly mean_before: string | null;
  readonly mean_after: string | null;
  readonly delta: string | null;
  readonly up: number;
  readonly down: number;
  readonly same: number;
  readonly grades_before: Readonly<Record<string, number>>;
  readonly grades_after: Readonly<Record<string, number>>;
  readonly rank_moves: number;
}

export interface Rescoring {
  readonly id: string;
  readonly wave_id: string;
  readonly version_id: string;
  readonly version_hash: string;
  readonly purpose: 'impact' | 'shadow';
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly total: number;
  readonly done: number;
  readonly failure: string | null;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly summary: Summary | null;
}

export interface Standing {
  readonly score: string | null;
  readonly grade: string | null;
  readonly rank: number | null;
  readonly interval: readonly [string, string] | null;
}

export interface RescoredDealer {
  readonly dealer_id: string;
  readonly code: string;
  readonly names: Text;
  readonly n: number;
  readonly before: Standing;
  readonly after: Standing;
  readonly delta: string | null;
  readonly rank_change: number | null;
  readonly not_distinguishable: boolean;
}

export interface Reason {
  readonly kind: 'item' | 'knockout' | 'on_top' | 'rounding';
  readonly item: string | null;
  readonly why: readonly string[];
  /** As printed; the exact ones sum to the exact difference of the visit. */
  readonly effect: string;
  readonly effect_exact: string;
}

export interface RescoredVisit {
  readonly visit_id: string;
  readonly dealer_id: string;
  readonly frozen: { readonly final: string | null; readonly grade: string | null; readonly status: string };
  readonly other: { readonly final: string | null; readonly grade: string | null; readonly status: string };
  readonly delta: string | null;
  readonly reasons: readonly Reason[];
  readonly not_asked: readonly string[];
}

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const LISTS = 'desk/checklists';
const RUNS = 'desk/rescorings';

export function versions(client: Client, signal: AbortSignal): Promise<readonly Version[]> {
  return all<Version>(client, LISTS, signal);
}

export function version(client: Client, id: string, signal: AbortSignal | null): Promise<Answer<Version>> {
  return client.get<Version>(`${LISTS}/${id}`, { signal });
}

export async function document(client: Client, id: string, signal: AbortSignal | null): Promise<Doc> {
  return (await client.get<Doc>(`${LISTS}/${id}/document`, { signal })).body;
}

export function draft(client: Client, body: Doc): Promise<Answer<Version>> {
  return client.post<Version>(LISTS, { body: { document: body } });
}

export function save(client: Client, id: string, body: Doc, etag: string): Promise<Answer<Version>> {
  return client.put<Version>(`${LISTS}/${id}/document`, { body: { document: body }, etag });
}

export async function move(client: Client, id: string, verb: 'publish' | 'retire', etag: string | null): Promise<void> {
  await client.post(`${LISTS}/${id}/${verb}`, { etag });
}

export async function check(client: Client, body: Doc, signal: AbortSignal): Promise<Verdict> {
  return (await client.post<Verdict>(`${LISTS}/check`, { body: { document: body }, signal })).body;
}

export interface Tried {
  readonly document: Doc;
  readonly answers: Answers;
  readonly scenario: string | null;
}

export async function attempt(client: Client, body: Tried, signal: AbortSignal): Promise<Trial> {
  return (await client.post<Trial>(`${LISTS}/try`, { body, signal })).body;
}

export function frameworks(client: Client, signal: AbortSignal): Promise<readonly Framework[]> {
  return all<Framework>(client, 'desk/frameworks', signal);
}

export async function difference(client: Client, id: string, against: string, signal: AbortSignal): Promise<Difference> {
  return (await client.get<Difference>(`${LISTS}/${id}/diff`, { query: { against }, signal })).body;
}

export function workbook(client: Client, id: string | null): Promise<Blob> {
  return client.bytes(id === null ? `${LISTS}/workbook-template` : `${LISTS}/${id}/workbook`);
}

export async function upload(client: Client, file: Blob): Promise<Version> {
  const body = new Blob([file], { type: XLSX });
  return (await client.post<Version>(`${LISTS}/workbook`, { body })).body;
}

export async function rescore(client: Client, waveId: string, versionId: string): Promise<Rescoring> {
  return (await client.post<Rescoring>(RUNS, { body: { wave_id: waveId, version_id: versionId } })).body;
}

export async function rescorings(client: Client, versionId: string, signal: AbortSignal): Promise<readonly Rescoring[]> {
  return (await client.get<Page<Rescoring>>(RUNS, { query: { version_id: versionId, limit: 50 }, signal })).body.items;
}

export async function rescoring(client: Client, id: string, signal: AbortSignal): Promise<Rescoring> {
  return (await client.get<Rescoring>(`${RUNS}/${id}`, { signal })).body;
}

export function dealers(client: Client, id: string, signal: AbortSignal): Promise<readonly RescoredDealer[]> {
  return all<RescoredDealer>(client, `${RUNS}/${id}/dealers`, signal);
}

export async function rescoredVisits(
  client: Client,
  id: string,
  dealerId: string,
  signal: AbortSignal,
): Promise<readonly RescoredVisit[]> {
  const query: Query = { dealer_id: dealerId, limit: 100 };
  return (await client.get<Page<RescoredVisit>>(`${RUNS}/${id}/visits`, { query, signal })).body.items;
}

/** A part of the library; a section or an item as a checklist has it. */
export interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly version: number;
  readonly title: Text;
}

const LIBRARY = 'desk/library';

export async function parts(client: Client, kind: string, text: string, signal: AbortSignal): Promise<readonly Entry[]> {
  return (await client.get<Page<Entry>>(LIBRARY, { query: { kind, text: text.trim(), limit: 50 }, signal })).body.items;
}

export async function part<T>(client: Client, id: string): Promise<T> {
  return (await client.get<Entry & { readonly document: T }>(`${LIBRARY}/${id}`)).body.document;
}

export async function keepPart(client: Client, kind: string, code: string, body: unknown): Promise<Entry> {
  return (await client.post<Entry>(LIBRARY, { body: { kind, code, document: body } })).body;
}
