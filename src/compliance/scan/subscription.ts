import { azureAsSignedIn } from '../../azure/signed-in.ts';
import { systemClock } from '../../clock.ts';
import type { Catalogue } from '../../controls/types.ts';
import type { Finding } from './finding.ts';
import { scanLive } from './live.ts';
import type { LiveOptions, LiveParts } from './live.ts';

/** Judges a subscription as it is now, read as whoever is signed in. A module of its own: the SDKs take long to load. */
export function scanSubscription(
  catalogue: Catalogue,
  options: LiveOptions,
  say: LiveParts['say'],
): AsyncIterable<Finding> {
  const azure = azureAsSignedIn(catalogue.types, process.env);
  return scanLive({ azure, catalogue, clock: systemClock, say }, options);
}
