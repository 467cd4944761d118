// What the indicator pages ask of the server, and the shapes of the documents they show.

import type { Client, Schemas } from '../../api/client';
import type { Text } from '../../checklist/document';
import { all } from '../visits/doors';

export interface Node {
  readonly code: string;
  readonly parent: string | null;
  readonly title: Text;
  readonly weight?: string | null;
  readonly target?: string;
  readonly amber?: string;
}

interface Document {
  readonly title?: Text;
  readonly provenance?: string;
  readonly note?: Text;
}

export interface Framework {
  readonly code: string;
  readonly version: number;
  readonly usable: boolean;
  readonly why_not: string | null;
  readonly document: Document & { readonly nodes: readonly Node[] };
}

export interface WeightSet {
  readonly code: string;
  readonly version: number;
  readonly usable: boolean;
  readonly why_not: string | null;
  readonly document: Document & {
    readonly framework: string;
    readonly weights: Readonly<Record<string, string | null>>;
  };
}

export interface Step {
  readonly from: string;
  readonly to: readonly string[];
  readonly relation: 'same' | 'merged' | 'split' | 'approximate' | 'dropped';
}

export interface Crosswalk {
  readonly code: string;
  readonly version: number;
  readonly trend_break: boolean;
  readonly dropped: readonly string[];
  readonly new: readonly string[];
  readonly document: Document & { readonly from: string; readonly to: string; readonly maps: readonly Step[] };
}

interface Explained {
  readonly code: string;
  readonly title: Text;
  readonly description?: Text;
}

export interface TwoFactor {
  readonly document: Document & {
    readonly classes: readonly Explained[];
    readonly lists: readonly (Explained & { readonly class: string })[];
    readonly rule: Text;
  };
}

export type Target = Schemas['TargetOut'];
export type Weighting = Schemas['WeightingOut'];

export interface Papers {
  readonly frameworks: readonly Framework[];
  readonly sets: readonly WeightSet[];
  readonly crosswalks: readonly Crosswalk[];
  readonly factors: TwoFactor;
}

export async function papers(client: Client, signal: AbortSignal): Promise<Papers> {
  const [frameworks, sets, crosswalks, factors] = await Promise.all([
    all<Framework>(client, 'desk/frameworks', signal),
    all<WeightSet>(client, 'desk/weight-sets', signal),
    all<Crosswalk>(client, 'desk/crosswalks', signal),
    client.get<TwoFactor>('desk/two-factor', { signal }),
  ]);
  return { frameworks, sets, crosswalks, factors: factors.body };
}

/** Targets and chosen weights; `wave` empty: the brand's alone. */
export interface Settings {
  readonly targets: readonly Target[];
  readonly weightings: readonly Weighting[];
}

export async function settings(client: Client, wave: string, signal: AbortSignal): Promise<Settings> {
  const query = { wave_id: wave };
  const [targets, weightings] = await Promise.all([
    client.get<{ items: Target[] }>('desk/targets', { query: { ...query, limit: 500 }, signal }),
    client.get<{ items: Weighting[] }>('desk/weightings', { query, signal }),
  ]);
  return { targets: targets.body.items, weightings: weightings.body.items };
}
