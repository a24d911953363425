import { noteOnce } from '../../records/index.ts';
import { mayHoldPhi } from '../../rules/controls/index.ts';
import { coverageView } from '../posture/index.ts';
import type { DeadlinePorts } from './ports.ts';

type Needs = Pick<DeadlinePorts, 'records' | 'store' | 'clock' | 'subscriptions' | 'catalogue'>;

/** Notifies of each service that holds PHI and that Microsoft's agreement is not known to be about: once a month, while it lasts. */
export async function alarmOutsideAgreement(ports: Needs): Promise<void> {
  const { uncovered, unlisted } = await coverageView(ports);
  // What is no store, and known not to be one, holds none: it only lies where PHI is.
  const stores = unlisted.filter((type) => mayHoldPhi(type, ports.catalogue));
  const at = ports.clock.now().toISOString();
  for (const [service, isOutOfScope] of [
    ...uncovered.map((name) => [name, true] as const),
    ...stores.map((type) => [type, false] as const),
  ])
    await noteOnce(
      `outside-agreement|${service.toLowerCase().replaceAll('/', '|')}`,
      { kind: 'phi-outside-agreement', at, service, isOutOfScope },
      ports.records,
      at,
    );
}
