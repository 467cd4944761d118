// The score explained, as the server stores it: numbers are texts, decimals or exact fractions.
// Nothing is scored here; what is added up is only what is drawn.

import type { Answer, Text } from '../../checklist/document';
import { fraction } from '../../shared/format';

export interface SectionRate {
  readonly earned: string;
  readonly max: string;
  readonly rate_pct: string | null;
  readonly effective_pct: string | null;
}

export interface Result {
  readonly status: string;
  readonly base?: string;
  readonly bonus?: string;
  readonly penalty?: string;
  readonly final?: string | null;
  readonly grade?: string | null;
  readonly chain?: string;
  readonly index?: string | null;
  readonly knockouts?: readonly string[];
  readonly missing?: readonly string[];
  readonly sections?: Readonly<Record<string, SectionRate>>;
}

export interface Line {
  readonly item: string;
  readonly section: string;
  readonly type: string;
  readonly state: string;
  readonly answer: Answer | null;
  readonly earned: string | null;
  readonly possible: string | null;
  readonly weight: string;
  readonly rule: string;
  readonly explained: string;
  readonly kpi: readonly Touched[];
  readonly reason: string | null;
  readonly points: string | null;
  readonly loss: string | null;
  readonly loss_points: string | null;
}

/** A KPI leaf that a line counts for. */
export interface Touched {
  readonly framework: string;
  readonly leaf: string;
  readonly weight: string;
}

/** One step from 100 to the final score; the exact effects add up. */
export interface Step {
  readonly step: string;
  readonly effect: string;
  readonly effect_exact: string;
  readonly after: string;
  readonly after_exact: string;
}

export interface KpiValue {
  readonly code: string;
  readonly title: Text;
  readonly depth: number;
  readonly leaf: boolean;
  readonly value: string | null;
  readonly target: string | null;
  readonly coverage: string;
  readonly low_coverage: boolean;
  readonly status: 'green' | 'amber' | 'red' | 'na';
  readonly items: readonly string[];
}

export interface Framework {
  readonly code: string;
  readonly version: number;
  readonly title: Text;
  /** The weight set that rolled it up; absent or null: its own weights. */
  readonly weights?: { readonly code: string; readonly title: Text } | null;
  readonly values: readonly KpiValue[];
}

/** What the score means; `share` is of all points lost, 0 to 100. */
export interface Insights {
  readonly level: 'failing' | 'acceptable' | 'good' | 'excellent' | null;
  readonly key_nodes: { readonly passed: number; readonly total: number; readonly rate: string } | null;
  readonly pareto: { readonly share: string | null; readonly items: readonly string[] };
  readonly dissatisfiers: readonly string[];
  readonly satisfiers: readonly string[];
}

export interface Ledger {
  readonly revision: number;
  readonly scoring_version: number;
  readonly result: Result;
  readonly lines: readonly Line[];
  readonly steps: readonly Step[];
  readonly kpi: readonly Framework[];
  readonly insights: Insights;
}

/** A loss in the chart; `share` is of all points lost so far, 0 to 1. */
export interface Loss {
  readonly item: string;
  readonly points: number;
  readonly share: number;
}

/** The largest losses first, at most so many, each with the cumulative share. */
export function losses(lines: readonly Line[], most: number): readonly Loss[] {
  const lost = lines
    .map((line) => ({ item: line.item, points: fraction(line.loss ?? '0') }))
    .filter((each) => each.points > 0)
    .sort((one, other) => other.points - one.points);
  const whole = lost.reduce((sum, each) => sum + each.points, 0);
  let seen = 0;
  return lost.slice(0, most).map((each) => {
    seen += each.points;
    return { ...each, share: seen / whole };
  });
}

/** Good from 90, near from 70, else bad: the tone of a rate, nothing more. */
export function toneOf(rate: number): 'good' | 'near' | 'bad' {
  if (rate >= 90) return 'good';
  return rate >= 70 ? 'near' : 'bad';
}
