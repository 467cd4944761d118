// Loading for a page: what came, what went wrong, whether it goes on.

import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { Refusal } from '../api/client';

export interface Load<T> {
  readonly data: ShallowRef<T | null>;
  readonly problem: ShallowRef<Refusal | null>;
  readonly isLoading: Ref<boolean>;
  /** Ask (again). What was there stays while asking, so that a page does not flicker. */
  run(): Promise<void>;
}

/** The newest run wins: an older answer that comes late is dropped. */
export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Refusal | null>(null);
  const isLoading = ref(false);
  let current = new AbortController();
  onScopeDispose(() => {
    current.abort();
  });

  async function run(): Promise<void> {
    current.abort();
    const mine = (current = new AbortController());
    isLoading.value = true;
    try {
      const found = await ask(mine.signal);
      if (mine.signal.aborted) return;
      data.value = found;
      problem.value = null;
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      problem.value = error;
    } finally {
      if (!mine.signal.aborted) isLoading.value = false;
    }
  }

  return { data, problem, isLoading, run };
}
