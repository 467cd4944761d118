// Two wordings side by side: what stayed, what went, what came; by words, in Chinese by characters.

export interface Piece {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

const MOST = 600; // words of a text: beyond it the whole is shown as replaced

/** The pieces of `before` and `after` in reading order; neighbours of a kind are one piece. */
export function compared(before: string, after: string): readonly Piece[] {
  const one = words(before);
  const other = words(after);
  if (one.length > MOST || other.length > MOST) return joined([piece('gone', before), piece('new', after)]);
  return joined(walk(one, other, lengths(one, other)));
}

export function words(text: string): readonly string[] {
  return text.match(/[\p{Script=Han}]|[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
}

type Table = readonly (readonly number[])[];

const held = (table: Table, i: number, j: number): number => table[i]?.[j] ?? 0;

/** Lengths of the longest common subsequence from each pair of positions to the ends. */
function lengths(one: readonly string[], other: readonly string[]): Table {
  const table: number[][] = Array.from({ length: one.length + 1 }, () => []);
  for (let i = one.length - 1; i >= 0; i -= 1) {
    const row = table[i] ?? [];
    for (let j = other.length - 1; j >= 0; j -= 1) {
      row[j] = one[i] === other[j] ? held(table, i + 1, j + 1) + 1 : Math.max(held(table, i + 1, j), held(table, i, j + 1));
    }
  }
  return table;
}

function walk(one: readonly string[], other: readonly string[], table: Table): Piece[] {
  const found: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    if (one[i] === other[j]) {
      found.push(piece('same', one[i] ?? ''));
      i += 1;
      j += 1;
    } else if (held(table, i + 1, j) >= held(table, i, j + 1)) {
      found.push(piece('gone', one[i] ?? ''));
      i += 1;
    } else {
      found.push(piece('new', other[j] ?? ''));
      j += 1;
    }
  }
  return [...found, piece('gone', one.slice(i).join('')), piece('new', other.slice(j).join(''))];
}

function piece(kind: Piece['kind'], text: string): Piece {
  return { kind, text };
}

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const found: Piece[] = [];
  for (const each of pieces.filter(({ text }) => text !== '')) {
    const last = found.at(-1);
    if (last?.kind === each.kind) found[found.length - 1] = piece(each.kind, last.text + each.text);
    else found.push(each);
  }
  return found;
}
