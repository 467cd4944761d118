// What was, what is, what was taken back. Typing into one field is one step.

export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** The field being typed into: the next change of it joins this step. */
  readonly mark: string | null;
}

const MOST = 200;

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [], mark: null };
}

export function change<T>(history: History<T>, next: T, mark: string | null = null): History<T> {
  if (next === history.now) return history;
  const joins = mark !== null && mark === history.mark && history.past.length > 0;
  const past = joins ? history.past : [...history.past, history.now].slice(-MOST);
  return { past, now: next, future: [], mark };
}

/** The field was left: typing into it again is another step. */
export function settle<T>(history: History<T>): History<T> {
  return history.mark === null ? history : { ...history, mark: null };
}

export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future], mark: null };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future, mark: null };
}
