// One thing a page does at the server: busy while it does, and what the server said against it.

import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { Refusal } from '../api/client';

export interface Attempt {
  readonly isBusy: Ref<boolean>;
  readonly problem: ShallowRef<Refusal | null>;
  /** Whether it was done. */
  make(what: () => Promise<void>): Promise<boolean>;
}

export function useAttempt(): Attempt {
  const isBusy = ref(false);
  const problem = shallowRef<Refusal | null>(null);

  async function make(what: () => Promise<void>): Promise<boolean> {
    isBusy.value = true;
    problem.value = null;
    try {
      await what();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problem.value = error;
      return false;
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, problem, make };
}
