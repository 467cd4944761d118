// Places in a document: as a path for us, as a JSON pointer for the server.

export type Path = readonly (string | number)[];

export function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The steps of a pointer; whole numbers become indexes only where a list stands, so they stay texts. */
export function steps(text: string): readonly string[] {
  if (text === '') return [];
  return text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function getAt(whole: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, step) => (typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[step] : undefined),
    whole,
  );
}

/**
 * The same document with another value at the path; what does not lie on the path is shared.
 * `undefined` takes the key away. Objects that are missing on the way are made.
 */
export function setAt<T>(whole: T, path: Path, value: unknown): T {
  const [step, ...rest] = path;
  if (step === undefined) return value as T;
  if (Array.isArray(whole)) {
    return whole.map((each: unknown, index) => (index === Number(step) ? setAt(each, rest, value) : each)) as T;
  }
  const held = (whole ?? {}) as Record<string, unknown>;
  if (rest.length === 0 && value === undefined) {
    return Object.fromEntries(Object.entries(held).filter(([key]) => key !== String(step))) as T;
  }
  return { ...held, [step]: setAt(held[step], rest, value) } as T;
}

/** Whether `inner` is the place `outer` or lies in it. */
export function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** A list with one entry moved; indexes beyond its ends change nothing. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  if (from === to || from < 0 || to < 0 || from >= list.length || to >= list.length) return list;
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), list[from] as T, ...rest.slice(to)];
}
