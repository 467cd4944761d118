import { describe, expect, it } from 'vitest';
import type { Framework, Target } from '../src/desk/kpi/doors';
import { inForce, newest, rowsOf } from '../src/desk/kpi/tree';

const node = (code: string, parent: string | null, target?: string) => ({
  code,
  parent,
  title: {},
  ...(target === undefined ? {} : { target, amber: '70' }),
});

function framework(version: number, ...nodes: ReturnType<typeof node>[]): Framework {
  return { code: 'f', version, usable: true, why_not: null, document: { nodes } };
}

const target = (wave: string | null, value: string): Target => ({
  framework: 'f',
  leaf: 'A',
  wave_id: wave,
  target: value,
  amber: null,
});

describe('a framework as rows', () => {
  it('puts children under their parent wherever the author wrote them', () => {
    const rows = rowsOf(framework(1, node('A1', 'A'), node('A', null), node('B', null), node('A2', 'A')));

    expect(rows.map(({ node: { code }, depth, isLeaf }) => [code, depth, isLeaf])).toEqual([
      ['A', 0, false],
      ['A1', 1, true],
      ['A2', 1, true],
      ['B', 0, true],
    ]);
  });

  it('shows the newest version and names the older ones', () => {
    const [only] = newest([framework(1), framework(3), framework(2)]);

    expect(only?.first.version).toBe(3);
    expect(only?.older).toEqual([2, 1]);
  });
});

describe('the target in force', () => {
  const own = node('A', null, '85');

  it('is the wave’s, then the brand’s, then the framework’s own', () => {
    const both = [target('w', '90'), target(null, '60')];

    expect(inForce('f', own, both, 'w')).toEqual({ target: '90', amber: null, from: 'wave' });
    expect(inForce('f', own, both, 'other')).toEqual({ target: '60', amber: null, from: 'brand' });
    expect(inForce('f', own, both, '')).toEqual({ target: '60', amber: null, from: 'brand' });
    expect(inForce('f', own, [], 'w')).toEqual({ target: '85', amber: '70', from: 'framework' });
  });

  it('is none where nobody set one', () => {
    expect(inForce('f', node('A', null), [], '')).toEqual({ target: null, amber: null, from: null });
  });
});
