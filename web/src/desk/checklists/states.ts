// How the states of a version and of a re-score look.

import type { Tone } from '../visits/states';

export const TONES: Readonly<Record<string, Tone>> = { draft: 'near', published: 'good', retired: 'plain' };
export const RUN_TONES: Readonly<Record<string, Tone>> = { queued: 'plain', running: 'accent', done: 'good', failed: 'bad' };
