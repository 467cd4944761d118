// The rows of a long list: the first page, and further ones as the reader asks for them.

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { useLoad, type Load } from './load';

/** One page as the server gives it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Pages<T> {
  readonly rows: ShallowRef<readonly T[]>;
  /** Where the next page begins; null behind the last one. */
  readonly next: Ref<string | null>;
  readonly first: Load<Page<T>>;
  readonly further: Load<Page<T>>;
}

export function usePages<T>(ask: (after: string | null, signal: AbortSignal) => Promise<Page<T>>): Pages<T> {
  const rows = shallowRef<readonly T[]>([]);
  const next = ref<string | null>(null);
  const first = useLoad(async (signal) => {
    const page = await ask(null, signal);
    rows.value = page.items;
    next.value = page.next;
    return page;
  });
  const further = useLoad(async (signal) => {
    const page = await ask(next.value, signal);
    rows.value = [...rows.value, ...page.items];
    next.value = page.next;
    return page;
  });
  return { rows, next, first, further };
}
