// How states look and which of the reader's verbs fit. The server decides; this only offers.

export type Tone = 'plain' | 'accent' | 'good' | 'near' | 'bad';
export type Verb = 'approve' | 'publish' | 'complete' | 'void';

const TONES: Readonly<Record<string, Tone>> = {
  in_progress: 'accent',
  accepted: 'accent',
  submitted: 'near',
  second_review: 'near',
  returned: 'near',
  approved: 'accent',
  published: 'good',
  expired: 'bad',
  void: 'bad',
};

export function toneOf(state: string): Tone {
  return TONES[state] ?? 'plain';
}

export const STEPS = ['assigned', 'in_progress', 'submitted', 'approved', 'published'] as const;

/** How many steps of the line are behind or reached; those off the line stand where they left it. */
export function reached(state: string): number {
  const beside: Readonly<Record<string, number>> = {
    planned: 0,
    accepted: 1,
    expired: 1,
    returned: 3,
    second_review: 3,
    cancelled: 0,
    void: 0,
  };
  return beside[state] ?? STEPS.findIndex((step) => step === state) + 1;
}

const OFFERED: readonly { verb: Verb; needs: string; from: readonly string[] }[] = [
  { verb: 'approve', needs: 'visits.approve', from: ['submitted', 'second_review'] },
  { verb: 'publish', needs: 'visits.publish', from: ['approved'] },
  { verb: 'complete', needs: 'visits.complete', from: ['in_progress'] },
  {
    verb: 'void',
    needs: 'visits.void',
    from: ['in_progress', 'returned', 'submitted', 'second_review', 'approved', 'published'],
  },
];

export function verbs(state: string, can: (capability: string) => boolean): readonly Verb[] {
  return OFFERED.filter((each) => each.from.includes(state) && can(each.needs)).map((each) => each.verb);
}
