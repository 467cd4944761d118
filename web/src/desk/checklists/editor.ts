// The document being edited, its history and what is wrong with it, for every part of the page.

import { computed, inject, nextTick, provide, ref, shallowRef, type ComputedRef, type InjectionKey, type Ref } from 'vue';
import type { Fault } from '../../api/client';
import type { Doc, Place } from './document';
import type { Framework, Verdict } from './doors';
import { at, placed, type Group, type Placed } from './faults';
import { begin, change, redo, settle, undo, type History } from './history';
import { getAt, pointer, setAt, type Path } from './path';

/** What the panel at the side shows: an item, or a section where `item` is null. */
export interface Opened {
  readonly section: number;
  readonly item: number | null;
  readonly group: Group | null;
}

export interface Editor {
  readonly doc: ComputedRef<Doc>;
  readonly isReadonly: boolean;
  readonly isDirty: ComputedRef<boolean>;
  readonly canUndo: ComputedRef<boolean>;
  readonly canRedo: ComputedRef<boolean>;
  readonly faults: ComputedRef<readonly Placed[]>;
  readonly verdict: Ref<Verdict | null>;
  /** Refusals of the last attempt to save: shown until the next check. */
  readonly refused: Ref<readonly Fault[]>;
  readonly frameworks: Ref<readonly Framework[]>;
  readonly opened: Ref<Opened | null>;
  /** A settings field to show: the page opens that tab and takes it away. */
  readonly wanted: Ref<string | null>;
  change(next: Doc, mark?: string | null): void;
  get(path: Path): unknown;
  set(path: Path, value: unknown): void;
  at(path: Path): readonly Placed[];
  settle(): void;
  undo(): void;
  redo(): void;
  /** The server has this document now. */
  saved(document: Doc): void;
  open(place: Place, group?: Group | null): void;
  openSection(section: number): void;
  jump(fault: Placed): void;
}

const KEY: InjectionKey<Editor> = Symbol('editor');

export function useEditor(): Editor {
  const editor = inject(KEY);
  if (!editor) throw new Error('no editor around this part');
  return editor;
}

export function provideEditor(document: Doc, isReadonly: boolean): Editor {
  const editor = makeEditor(document, isReadonly);
  provide(KEY, editor);
  return editor;
}

export function makeEditor(document: Doc, isReadonly: boolean): Editor {
  const history = shallowRef<History<Doc>>(begin(document));
  const base = shallowRef(document);
  const verdict = shallowRef<Verdict | null>(null);
  const refused = shallowRef<readonly Fault[]>([]);
  const doc = computed(() => history.value.now);
  const faults = computed(() => [
    ...(verdict.value?.draft ?? refused.value).map((fault) => placed(fault, 'draft')),
    ...(verdict.value?.publish ?? []).map((fault) => placed(fault, 'publish')),
  ]);
  const move = (step: (now: History<Doc>) => History<Doc>) => {
    if (!isReadonly) history.value = step(history.value);
  };
  return {
    doc,
    isReadonly,
    isDirty: computed(() => doc.value !== base.value),
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    faults,
    verdict,
    refused,
    frameworks: shallowRef<readonly Framework[]>([]),
    change: (next, mark = null) => {
      move((now) => change(now, next, mark));
    },
    get: (path) => getAt(doc.value, path),
    set: (path, value) => {
      move((now) => change(now, setAt(now.now, path, value), pointer(path)));
    },
    at: (path) => at(faults.value, pointer(path)),
    settle: () => {
      move(settle);
    },
    undo: () => {
      move(undo);
    },
    redo: () => {
      move(redo);
    },
    saved: (now) => {
      base.value = now;
    },
    ...panel(),
  };
}

function panel(): Pick<Editor, 'opened' | 'wanted' | 'open' | 'openSection' | 'jump'> {
  const opened = ref<Opened | null>(null);
  const wanted = ref<string | null>(null);
  return {
    opened,
    wanted,
    open: (place, group = null) => {
      opened.value = { ...place, group };
    },
    openSection: (section) => {
      opened.value = { section, item: null, group: null };
    },
    jump: (fault) => {
      if (fault.section === null) {
        opened.value = null;
        wanted.value = fault.pointer;
      } else {
        opened.value = { section: fault.section, item: fault.item, group: fault.group };
      }
      void reveal(fault.pointer);
    },
  };
}

const TRIES = 40; // of 50 ms: a panel is in its place within two seconds
const HOLDS = 10; // a panel that opens takes the cursor to its own first field a moment later

/** Bring the field of a pointer into view and put the cursor there, once it is on the page. */
export async function reveal(at: string): Promise<void> {
  let held = 0;
  for (let n = 0; n < TRIES && held < HOLDS; n += 1) {
    await nextTick();
    const field = nearest(at);
    if (field) {
      if (!field.contains(document.activeElement)) enter(field);
      held += 1;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

function enter(field: HTMLElement): void {
  field.scrollIntoView({ block: 'center' });
  field.querySelector<HTMLElement>('input, textarea, button, [tabindex="0"]')?.focus({ preventScroll: true });
}

/** The field at the pointer, or the one around it; a whole panel is no field. */
function nearest(at: string): HTMLElement | null {
  for (let name = at; name !== ''; name = name.slice(0, name.lastIndexOf('/'))) {
    const found = document.querySelector<HTMLElement>(`[data-at="${CSS.escape(name)}"]`);
    if (found) return found;
  }
  return null;
}
