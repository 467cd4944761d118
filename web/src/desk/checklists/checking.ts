// The server's word on the document as it stands, asked for when the author pauses.

import { watch, type Ref, type ShallowRef } from 'vue';
import type { Refusal } from '../../api/client';
import { useLater } from '../../shared/later';
import { useLoad } from '../../shared/load';
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
  const later = useLater(PAUSE_MS);
  const { isLoading, problem, run } = useLoad(async (signal) => {
    const verdict = await doors.check(client, editor.doc.value, signal);
    if (signal.aborted) return null; // on a document that is no more
    editor.verdict.value = verdict;
    editor.refused.value = [];
    return verdict;
  });

  if (!editor.isReadonly) {
    void run();
    watch(editor.doc, () => {
      later.run(() => void run());
    });
  }
  return { isBusy: isLoading, problem, run };
}
