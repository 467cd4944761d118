import { describe, expect, it } from 'vitest';
import { EVERYTHING, fromAddress, isNarrowed, toAddress, turned } from '../src/desk/visits/filter';
import { losses, type Line } from '../src/desk/visits/ledger';
import { series } from '../src/desk/visits/plates';
import { reached, verbs } from '../src/desk/visits/states';
import { day, days, decimal, fraction, moment, size } from '../src/shared/format';

const zh = { language: 'zh-CN', zone: 'Asia/Shanghai' };
const en = { language: 'en', zone: 'Asia/Shanghai' };

describe('the filter of the list', () => {
  it('goes into the address and comes back the same', () => {
    const filter = { wave: 'w1', state: 'approved', text: '杭州', sort: 'dealer' } as const;

    expect(fromAddress(toAddress(filter))).toEqual(filter);
    expect(toAddress(EVERYTHING)).toEqual({});
  });

  it('ignores what an address cannot mean', () => {
    expect(fromAddress({ state: 'nonsense', sort: ['a', 'b'], text: 'x'.repeat(200) })).toEqual({
      ...EVERYTHING,
      text: 'x'.repeat(80),
    });
  });

  it('is narrowed by anything but the order', () => {
    expect(isNarrowed({ ...EVERYTHING, sort: 'dealer' })).toBe(false);
    expect(isNarrowed({ ...EVERYTHING, text: 'a' })).toBe(true);
  });

  it('turns round at the second click', () => {
    expect(turned('-window', 'dealer')).toBe('dealer');
    expect(turned('dealer', 'dealer')).toBe('-dealer');
    expect(turned('-window', 'window')).toBe('window');
  });
});

describe('the ledger', () => {
  const line = (item: string, loss: string | null) => ({ item, loss }) as Line;

  it('puts the largest losses first, with the share of all that was lost', () => {
    const found = losses([line('A', '1'), line('B', '0'), line('C', '10/3'), line('D', null), line('E', '2/3')], 2);

    expect(found.map((loss) => loss.item)).toEqual(['C', 'A']);
    expect(found.map((loss) => loss.share.toFixed(4))).toEqual(['0.6667', '0.8667']);
  });
});

describe('the verbs', () => {
  it('are offered by state and capability', () => {
    const all = () => true;
    const none = () => false;

    expect(verbs('submitted', (capability) => capability === 'visits.approve')).toEqual(['approve']);
    expect(verbs('approved', all)).toEqual(['publish', 'void']);
    expect(verbs('assigned', all)).toEqual([]);
    expect(verbs('submitted', none)).toEqual([]);
  });

  it('lie on a line that every state has a place on', () => {
    expect(['planned', 'assigned', 'in_progress', 'submitted', 'approved', 'published'].map(reached)).toEqual([
      0, 1, 2, 3, 4, 5,
    ]);
    expect(reached('second_review')).toBe(reached('submitted'));
  });
});

describe('the photos of a visit', () => {
  it('stand in the order of the checklist, those an answer names first', () => {
    const photo = (id: string, item: string) => ({
      id,
      item,
      state: 'verified',
      declared: true,
      media_type: 'image/jpeg',
      size_bytes: 1,
    });
    const item = (code: string) => ({ code, type: 'binary', text: {} });
    const section = { code: 'S', title: {}, weight: '1', chain: false, items: [item('A'), item('B')] };
    const checklist = { code: 'c', version: 1, title: {}, scenarios: [], sections: [section] };
    const photos = [photo('3', 'B'), photo('2', 'A'), photo('1', 'A')];

    const plates = series(checklist, { A: { photos: ['1'] } }, photos);

    expect(plates.map((plate) => [plate.item.code, plate.photo.id, plate.number])).toEqual([
      ['A', '1', 1],
      ['A', '2', 2],
      ['B', '3', 1],
    ]);
  });
});

describe('numbers and days', () => {
  it('are written by locale', () => {
    expect(day('2026-11-05', zh)).toBe('2026/11/05');
    expect(day('2026-11-05', en)).toBe('Nov 5, 2026');
    expect(days('2026-11-05', '2026-11-05', zh)).toBe('2026/11/05');
    expect(size(689_735, en)).toBe('690 kB');
    expect(size(1_690_000, en)).toBe('1.7 MB');
  });

  it("put a moment on the brand's clock", () => {
    expect(moment('2026-11-05T18:30:00Z', zh)).toContain('02:30');
  });

  it('keep the digits they came with, and read exact fractions', () => {
    expect(decimal('86.30', zh)).toBe('86.30');
    expect(decimal('24', zh)).toBe('24');
    expect(decimal('269/9', zh)).toBe('29.89');
    expect(decimal(null, zh)).toBe('–');
    expect(fraction('119417/1221')).toBeCloseTo(97.8026, 4);
  });
});
