import { daysAfter } from '../../base/index.ts';
import { quarterAt } from '../../drills/plans/index.ts';
import { ledgerBlobs, monthOfBlob } from '../ledger/index.ts';
import { sha256 } from '../model/index.ts';
import type { Period } from '../model/index.ts';
import type { Collection } from './collection.ts';
import type { CollectionPorts } from './ports.ts';

type Needs = Pick<CollectionPorts, 'collections' | 'ledger' | 'drills' | 'clock'>;

/** Days after the end of a quarter at which its evidence is collected: logs and late events arrive by then. */
const daysToSettle = 2;

/** Puts on record each collection that is due: of the quarter that has ended, and of each drill that has. */
export async function beginDue(ports: Needs): Promise<void> {
  const now = ports.clock.now().toISOString();
  const current = quarterAt(now);
  const last = quarterAt(daysAfter(current.start, -1));
  if (daysAfter(last.end, daysToSettle) <= now && (await isFromBefore(last.end, ports)))
    await begin(`evidence-${last.name}`, { from: last.start, to: last.end }, 'quarter', undefined, ports);
  for (const { value: drill } of await ports.drills.all()) {
    if (drill.startedAt === undefined || drill.endedAt === undefined) continue;
    // Drills of before there was evidence are not collected all at once.
    if (drill.endedAt < daysAfter(now, -7)) continue;
    const period = { from: quarterAt(drill.startedAt).start, to: drill.endedAt };
    await begin(`evidence-${drill.id}`, period, 'drill', undefined, ports);
  }
}

/** Puts on record that somebody asks for the evidence of a period. The same asked twice in one second is one. */
export async function beginByHand(period: Period, requestedBy: string, ports: Needs): Promise<Collection> {
  const now = ports.clock.now().toISOString();
  const id = `evidence-${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z-${sha256(`${period.from}${period.to}${requestedBy}`).slice(0, 6)}`;
  return begin(id, period, 'request', requestedBy, ports);
}

async function begin(
  id: string,
  period: Period,
  cause: Collection['cause'],
  requestedBy: string | undefined,
  { collections, clock }: Needs,
): Promise<Collection> {
  const known = await collections.read(id);
  if (known) return known.value;
  const collection: Collection = {
    id,
    period,
    cause,
    ...(requestedBy !== undefined && { requestedBy }),
    requestedAt: clock.now().toISOString(),
    status: 'collecting',
    packages: [],
  };
  if ((await collections.write(collection, undefined)) === 'written') return collection;
  return (await collections.read(id))?.value ?? collection;
}

/** A quarter before phiwatch was there has no evidence. */
async function isFromBefore(end: string, { ledger }: Needs): Promise<boolean> {
  const [first] = await ledgerBlobs(ledger);
  return first !== undefined && `${monthOfBlob(first)}-01` < end;
}
