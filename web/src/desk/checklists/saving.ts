// Saving a draft, and what happens when somebody else was faster. What was typed is never given up.

import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { Refusal } from '../../api/client';
import { useLater } from '../../shared/later';
import { client } from '../session';
import type { Doc } from './document';
import * as doors from './doors';
import type { Editor } from './editor';
import { forget, found, keep } from './kept';

/** What the server holds instead of what was being edited. */
export interface Conflict {
  readonly document: Doc;
  readonly etag: string;
}

export interface Saving {
  readonly isBusy: Ref<boolean>;
  readonly problem: ShallowRef<Refusal | null>;
  readonly conflict: ShallowRef<Conflict | null>;
  readonly etag: Ref<string>;
  /** The version as the server has it since the last save. */
  readonly version: ShallowRef<doors.Version>;
  readonly savedAt: Ref<Date | null>;
  /** Changes of an earlier look at this page were taken up again. */
  readonly isRestored: Ref<boolean>;
  /** The browser has no room for what is not saved. */
  readonly isFull: Ref<boolean>;
  readonly canSave: ComputedRef<boolean>;
  save(): Promise<boolean>;
  keepMine(): Promise<void>;
  takeTheirs(): void;
  discard(): void;
}

const PAUSE_MS = 300;

interface Loaded {
  readonly version: doors.Version;
  readonly document: Doc;
  readonly etag: string;
}

export function useSaving(editor: Editor, loaded: Loaded): Saving {
  const { id } = loaded.version;
  const state = {
    isBusy: ref(false),
    problem: shallowRef<Refusal | null>(null),
    conflict: shallowRef<Conflict | null>(null),
    etag: ref(loaded.etag),
    version: shallowRef(loaded.version),
    savedAt: ref<Date | null>(null),
    isRestored: ref(false),
  };
  const { isFull } = useKeeping(id, editor, state.etag);
  takeUp(id, editor, loaded, state);
  const stored = shallowRef(loaded.document);
  const save = saver(id, editor, state, stored);
  return {
    ...state,
    isFull,
    canSave: computed(() => editor.isDirty.value && !state.isBusy.value && state.conflict.value === null),
    save,
    keepMine: async () => {
      state.etag.value = state.conflict.value?.etag ?? state.etag.value;
      state.conflict.value = null;
      await save();
    },
    takeTheirs: () => {
      const theirs = state.conflict.value;
      if (!theirs) return;
      state.etag.value = theirs.etag;
      state.conflict.value = null;
      replace(theirs.document); // a step like any other: undo brings one's own back
    },
    discard: () => {
      replace(stored.value);
    },
  };

  function replace(document: Doc): void {
    stored.value = document;
    editor.change(document);
    editor.saved(document);
    state.isRestored.value = false;
    forget(sessionStorage, id);
  }
}

type State = Pick<Saving, 'isBusy' | 'problem' | 'conflict' | 'etag' | 'version' | 'savedAt' | 'isRestored'>;

/** What an earlier look at this page left unsaved; on another base than now it is a conflict. */
function takeUp(id: string, editor: Editor, loaded: Loaded, state: State): void {
  const kept = editor.isReadonly ? null : found(sessionStorage, id);
  if (!kept) return;
  state.isRestored.value = true;
  editor.change(kept.document);
  if (kept.etag !== loaded.etag) state.conflict.value = loaded;
}

function saver(id: string, editor: Editor, state: State, stored: ShallowRef<Doc>): () => Promise<boolean> {
  return async () => {
    const sent = editor.doc.value;
    state.isBusy.value = true;
    state.problem.value = null;
    try {
      const answer = await doors.save(client, id, sent, state.etag.value);
      state.etag.value = answer.etag ?? state.etag.value;
      state.version.value = answer.body;
      stored.value = sent;
      editor.saved(sent);
      state.savedAt.value = new Date();
      state.isRestored.value = false;
      if (!editor.isDirty.value) forget(sessionStorage, id);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await refused(id, error, editor, state);
      return false;
    } finally {
      state.isBusy.value = false;
    }
  };
}

/** 412: what is there now is fetched to be chosen from. Everything else is said, with its places. */
async function refused(id: string, refusal: Refusal, editor: Editor, state: State): Promise<void> {
  if (refusal.status !== 412) {
    state.problem.value = refusal;
    editor.refused.value = refusal.problems;
    return;
  }
  try {
    const now = await doors.version(client, id, null);
    state.conflict.value = { document: await doors.document(client, id, null), etag: now.etag ?? '' };
  } catch (again) {
    if (!(again instanceof Refusal)) throw again;
    state.problem.value = again;
  }
}

/** What is not saved goes to this tab's own store a moment after each change, and before it closes. */
function useKeeping(id: string, editor: Editor, etag: Ref<string>): { isFull: Ref<boolean> } {
  const isFull = ref(false);
  const later = useLater(PAUSE_MS);
  const now = () => {
    later.cancel();
    if (editor.isDirty.value) isFull.value = !keep(sessionStorage, id, { document: editor.doc.value, etag: etag.value });
    else forget(sessionStorage, id);
  };
  watch(editor.doc, () => {
    later.run(now);
  });
  const warn = (event: BeforeUnloadEvent) => {
    if (!editor.isDirty.value) return;
    now();
    event.preventDefault();
  };
  window.addEventListener('beforeunload', warn);
  onScopeDispose(() => {
    window.removeEventListener('beforeunload', warn);
    if (editor.isDirty.value) now();
  });
  return { isFull };
}
