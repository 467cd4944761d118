// Photos as the page holds them: bytes behind a door that asks who is looking, shown from memory.

import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { Refusal } from '../../api/client';
import { client } from '../session';
import * as doors from './doors';

export interface Picture {
  readonly address: ShallowRef<string>;
  readonly problem: ShallowRef<Refusal | null>;
}

/**
 * The picture behind `path`, kept while the component lives; null asks for nothing yet. One that is
 * still being made is asked for again when the server says.
 */
export function usePicture(path: () => string | null): Picture {
  const address = shallowRef('');
  const problem = shallowRef<Refusal | null>(null);
  let asking = new AbortController();
  let timer = 0;

  function drop(): void {
    asking.abort();
    clearTimeout(timer);
    if (address.value) URL.revokeObjectURL(address.value);
    address.value = '';
    problem.value = null;
  }

  async function fetch(from: string): Promise<void> {
    const mine = (asking = new AbortController());
    try {
      const bytes = await doors.photo(client, from, mine.signal);
      if (mine.signal.aborted) return;
      address.value = URL.createObjectURL(bytes);
      problem.value = null;
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      problem.value = error;
      if (error.retrySeconds !== null) timer = window.setTimeout(() => void fetch(from), error.retrySeconds * 1000);
    }
  }

  watch(
    path,
    (from) => {
      drop();
      if (from) void fetch(from);
    },
    { immediate: true },
  );
  onScopeDispose(drop);
  return { address, problem };
}

export function copyPath(visitId: string, photoId: string, kind: 'thumb' | 'view'): string {
  return `desk/visits/${visitId}/evidence/${photoId}/copies/${kind}`;
}

export function originalPath(visitId: string, photoId: string): string {
  return `desk/visits/${visitId}/evidence/${photoId}/original`;
}
