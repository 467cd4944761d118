// A visit as the list shows it: names looked up, days written out.

import type { Text } from '../../checklist/document';
import { pick } from '../../checklist/document';
import { days, type Locale } from '../../shared/format';
import type { Dealer, Visit, Wave } from './doors';

export interface Row {
  readonly id: string;
  readonly dealer: string;
  readonly code: string;
  readonly place: string;
  readonly wave: string;
  readonly kind: string;
  readonly window: string;
  readonly state: string;
  readonly isLate: boolean;
  readonly isCounted: boolean;
}

export interface Names {
  readonly waves: ReadonlyMap<string, Wave>;
  readonly dealers: ReadonlyMap<string, Dealer>;
}

export function named(waves: readonly Wave[], dealers: readonly Dealer[]): Names {
  return {
    waves: new Map(waves.map((wave) => [wave.id, wave])),
    dealers: new Map(dealers.map((dealer) => [dealer.id, dealer])),
  };
}

export function rowOf(visit: Visit, names: Names, locale: Locale): Row {
  const dealer = names.dealers.get(visit.dealer_id);
  const wave = names.waves.get(visit.wave_id);
  return {
    id: visit.id,
    dealer: pick(dealer?.names as Text | undefined, locale.language),
    code: dealer?.code ?? '',
    place: dealer?.city ?? '',
    wave: pick(wave?.title as Text | undefined, locale.language),
    kind: visit.kind,
    window: days(visit.window_opens, visit.window_closes, locale),
    state: visit.state,
    isLate: visit.late,
    isCounted: visit.counted,
  };
}
