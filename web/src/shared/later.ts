// Something done in a while, once: whatever is put off next takes its place, leaving the page ends it.

import { onScopeDispose } from 'vue';

export interface Later {
  run(what: () => void): void;
  cancel(): void;
}

export function useLater(pauseMs: number): Later {
  let timer = 0;

  function cancel(): void {
    clearTimeout(timer);
  }

  function run(what: () => void): void {
    cancel();
    timer = window.setTimeout(what, pauseMs);
  }

  onScopeDispose(cancel);
  return { run, cancel };
}
