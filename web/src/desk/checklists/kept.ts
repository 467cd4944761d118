// What was not saved yet, kept in this tab: a reload loses nothing, and a shared computer keeps nothing.

import type { Doc } from './document';

export interface Kept {
  readonly document: Doc;
  /** The ETag of what was being edited: another one now means that somebody saved meanwhile. */
  readonly etag: string;
}

const PREFIX = 'checklist-draft:';
type Drawer = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Whether there was room for it. */
export function keep(drawer: Drawer, id: string, kept: Kept): boolean {
  try {
    drawer.setItem(PREFIX + id, JSON.stringify(kept));
    return true;
  } catch {
    return false; // the browser's room for a page is full: the page says so
  }
}

export function found(drawer: Drawer, id: string): Kept | null {
  const text = drawer.getItem(PREFIX + id);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Kept;
  } catch {
    return null;
  }
}

export function forget(drawer: Drawer, id: string): void {
  drawer.removeItem(PREFIX + id);
}
