// The server's word on the document as it stands, asked for when the author pauses.

import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { Refusal } from '../../api/client';
import { client } from '../session';
import * as doors from './doors';
import type { Editor } from './editor';

export interface Checking {
  readonly isBusy: Ref<boolean>;
  readonly problem: ShallowRef<Refusal | null>;
  run(): Promise<void>;
}

const PAUSE_MS = 500;

export function useChecking(editor: Editor): Checking {
  const isBusy = ref(false);
  const problem = shallowRef<Refusal | null>(null);
  let current = new AbortController();
  let timer = 0;

  async function run(): Promise<void> {
    current.abort();
    const mine = (current = new AbortController());
    isBusy.value = true;
    try {
      const verdict = await doors.check(client, editor.doc.value, mine.signal);
      if (mine.signal.aborted) return;
      editor.verdict.value = verdict;
      editor.refused.value = [];
      problem.value = null;
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof Refusal)) throw error;
      problem.value = error;
    } finally {
      if (!mine.signal.aborted) isBusy.value = false;
    }
  }

  if (!editor.isReadonly) {
    void run();
    watch(editor.doc, () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => void run(), PAUSE_MS);
    });
  }
  onScopeDispose(() => {
    clearTimeout(timer);
    current.abort();
  });
  return { isBusy, problem, run };
}
