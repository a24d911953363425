import { createHash } from 'node:crypto';
import type { RecordVersion } from '../../model/index.ts';
import { everyOwner, noteOnce } from '../../records/index.ts';
import type { ControlRecord } from '../../records/index.ts';
import type { Proof } from '../../rules/controls/index.ts';
import { controlsView } from '../posture/index.ts';
import type { ControlView } from '../posture/index.ts';
import type { DeadlinePorts } from './ports.ts';

type Needs = Pick<
  DeadlinePorts,
  | 'records'
  | 'drills'
  | 'tabletops'
  | 'store'
  | 'clock'
  | 'subscriptions'
  | 'catalogue'
  | 'policies'
  | 'cloud'
>;

/**
 * Records the status of each control that has changed: the drifts of controls, which come from expired records of people as well as
 * from resources. One notice, written first, covers all changes.
 */
export async function recordControlChanges(ports: Needs): Promise<void> {
  const now = ports.clock.now().toISOString();
  const last = new Map((await ports.records.controls.latest(everyOwner)).map((each) => [each.id, each]));
  const changed = (await controlsView(ports)).flatMap(
    (view) => versionOf(view, last.get(view.id), now) ?? [],
  );
  const drifts = changed.filter(({ value }) => value.from !== null);
  if (drifts.length > 0) {
    const changes = drifts.map(({ id, value }) => {
      const { from, to, cause, at } = value;
      return { control: id, from: from ?? to, to, cause, at };
    });
    const content = JSON.stringify(drifts.map(({ id, version }) => [id, version]));
    const id = `controls|${createHash('sha256').update(content).digest('hex').slice(0, 32)}`;
    await noteOnce(id, { kind: 'controls', at: now, changes }, ports.records, now);
  }
  for (const version of changed) await ports.records.controls.add(everyOwner, version);
}

/** Undefined: its status has not changed. */
function versionOf(
  { id, status, summary, open, proofs, entityProfile, ended = {} }: ControlView,
  last: RecordVersion<ControlRecord> | undefined,
  now: string,
): [RecordVersion<ControlRecord>] | undefined {
  if (last?.value.to === status) return undefined;
  const known: Readonly<Record<string, string>> = last?.value.proofs ?? {};
  const differing = Object.entries(proofs).flatMap(([proof, standing]) =>
    known[proof] === standing ? [] : [proof as Proof],
  );
  const isByProfile = last !== undefined && last.value.entityProfile !== entityProfile;
  const value: ControlRecord = {
    from: last?.value.to ?? null,
    to: status,
    summary,
    open,
    proofs,
    ...(entityProfile !== undefined && { entityProfile }),
    cause: last ? [...differing, ...(isByProfile ? ['entity-profile' as const] : [])] : ['baseline'],
    at: isByProfile ? now : startOf(differing, ended, last?.recordedAt, now),
  };
  return [{ id, version: (last?.version ?? 0) + 1, recordedAt: now, value }];
}

/** A proof that expired has made the control other than it was at that moment, whenever it is noticed; anything else, when it is noticed. */
function startOf(
  differing: readonly Proof[],
  ended: Readonly<Partial<Record<Proof, string>>>,
  known: string | undefined,
  now: string,
): string {
  const ends = differing
    .flatMap((proof) => ended[proof] ?? [])
    .filter((at) => known !== undefined && at > known);
  const isByExpiryAlone = ends.length > 0 && ends.length === differing.length;
  return (isByExpiryAlone ? ends.toSorted().at(-1) : undefined) ?? now;
}
