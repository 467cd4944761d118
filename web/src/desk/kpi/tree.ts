// A framework as rows, and which setting of a target is in force: the wave's, the brand's, its own.

import type { Framework, Node, Target } from './doors';

export interface Row {
  readonly node: Node;
  readonly depth: number;
  readonly isLeaf: boolean;
}

/** The nodes from the roots down, children right under their parent, in the author's order. */
export function rowsOf(framework: Framework): readonly Row[] {
  const nodes = framework.document.nodes;
  const under = (parent: string | null) => nodes.filter((node) => (node.parent ?? null) === parent);
  const rows: Row[] = [];
  function walk(parent: string | null, depth: number): void {
    for (const node of under(parent)) {
      rows.push({ node, depth, isLeaf: under(node.code).length === 0 });
      walk(node.code, depth + 1);
    }
  }
  walk(null, 0);
  return rows;
}

export interface InForce {
  readonly target: string | null;
  readonly amber: string | null;
  readonly from: 'wave' | 'brand' | 'framework' | null;
}

/** What a node is judged by. `wave` empty: what holds where no wave says otherwise. */
export function inForce(code: string, node: Node, targets: readonly Target[], wave: string): InForce {
  const own = targets.filter((each) => each.framework === code && each.leaf === node.code);
  const ofWave = wave ? own.find((each) => each.wave_id === wave) : undefined;
  const set = ofWave ?? own.find((each) => each.wave_id === null);
  if (set) return { target: set.target, amber: set.amber, from: ofWave ? 'wave' : 'brand' };
  if (node.target === undefined) return { target: null, amber: null, from: null };
  return { target: node.target, amber: node.amber ?? null, from: 'framework' };
}

/** The newest version of each framework, and the versions before it. */
export function newest(frameworks: readonly Framework[]): readonly { first: Framework; older: readonly number[] }[] {
  const codes = [...new Set(frameworks.map((each) => each.code))];
  return codes.flatMap((code) => {
    const versions = frameworks.filter((each) => each.code === code).sort((one, other) => other.version - one.version);
    const [first, ...older] = versions;
    return first ? [{ first, older: older.map((each) => each.version) }] : [];
  });
}
