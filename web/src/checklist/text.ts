// Text counted and trimmed as the server does it.

// What Python's `str.strip` takes off; `trim` keeps some of these and takes U+FEFF off besides.
const BLANK = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const AROUND = new RegExp(`^${BLANK}+|${BLANK}+$`, 'g');

/** How many characters, an emoji being one. */
export function length(text: string): number {
  return [...text].length;
}

export function strip(text: string): string {
  return text.replace(AROUND, '');
}

/** The first so many characters. */
export function start(text: string, most: number): string {
  return [...text].slice(0, most).join('');
}
