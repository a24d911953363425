import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { BlobProperties, Blobs } from '../../platform/blobs/index.ts';
import { Tries } from '../../platform/telemetry/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import { everyOwner, saveChange } from '../../records/index.ts';
import type { LegalHold } from './legal-hold.ts';

export interface HeldPorts {
  readonly holds: Records<LegalHold>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly evidence: Blobs;
  readonly ledger: Blobs;
}

/**
 * Sets legal holds on all that they are about, what was written since among it, and lifts those that were released, once: a hold that
 * somebody sets later past phiwatch stays. One blob that fails holds up no other.
 */
export async function applyHolds({ holds, evidence, ledger, clock, log }: HeldPorts): Promise<void> {
  const known = await holds.latest(everyOwner);
  const toLift = known.filter(({ value }) => value.status === 'released' && value.liftedAt === undefined);
  const held = new Set(known.flatMap(({ value }) => (value.status === 'released' ? [] : [value.about])));
  if (held.size + toLift.length === 0) return;
  const lifted = new Set(toLift.map(({ value }) => value.about));
  const tries = new Tries(log);
  for (const [container, aboutOf] of [
    [evidence, aboutEvidence],
    [ledger, () => ['all']],
  ] as const)
    for await (const blob of container.list('')) {
      const about = aboutOf(blob.name);
      const isHeld = about.some((each) => held.has(each));
      if (isHeld && !blob.legalHold && !isOpen(blob))
        await tries.run(blob.name, async () => void (await container.hold(blob.name, true)));
      if (!isHeld && blob.legalHold && about.some((each) => lifted.has(each)))
        await tries.run(blob.name, async () => void (await container.hold(blob.name, false)));
    }
  tries.end();
  const now = clock.now().toISOString();
  for (const { id } of toLift)
    await saveChange<LegalHold>(holds, everyOwner, id, now, ({ value }) => ({
      kind: 'ok',
      value: { ...value, liftedAt: now },
    }));
}

/** The ledger of the current month takes no more rows under a hold: it is held once it is sealed. */
function isOpen({ name, sealed }: BlobProperties): boolean {
  return name.startsWith('rows/') && !sealed;
}

/** The matters that a blob of evidence can be held for: `packages/ID/auditor.zip`, `collected/ID/states/x.json`. */
function aboutEvidence(name: string): readonly string[] {
  return ['all', name.split('/')[1] ?? ''];
}
