import { plusSeconds } from '../../base/index.ts';
import { everyOwner, saveChange, saveNew } from '../../records/index.ts';
import type { RemediationPorts, Writing } from './ports.ts';
import type { ApplyResult, KillSwitch } from './types.ts';

/** The record beside the kill switch that says whether the identity that writes is refused. */
const id = 'identity';

const recordedBy = 'phiwatch';

/**
 * Refuses all writes where the token is of another identity than the setting names: then who reads and who writes may be the same, and
 * the journal would name another. The refusal is on record, for health; it ends with the first write of the right identity.
 */
export async function refuseStranger(ports: Writing): Promise<ApplyResult | undefined> {
  const { identity, checks, clock } = ports;
  if (identity === undefined) return undefined;
  const now = clock.now().toISOString();
  const token = await checks.identity();
  if (token.kind !== 'read') {
    const reason = 'reason' in token ? token.reason : token.kind;
    return {
      kind: 'wait',
      until: plusSeconds(now, 60),
      why: `the identity that writes cannot sign in: ${reason}`,
    };
  }
  const { clientId, objectId } = token.value;
  const isOurs = [clientId, objectId].some((each) => each.toLowerCase() === identity.toLowerCase());
  const why = `all writes are refused: the token is of the client ${clientId}, not of REMEDIATION_CLIENT_ID ${identity}`;
  await record({ stopped: !isOurs, by: recordedBy, why: isOurs ? 'the identity is right' : why }, now, ports);
  return isOurs ? undefined : { kind: 'blocked', why };
}

/** Why the identity that writes is refused, and since when; undefined: it is not, or nothing was to be written yet. */
export async function writerRefusal({
  killSwitches,
}: Pick<RemediationPorts, 'killSwitches'>): Promise<
  { readonly why: string; readonly since: string } | undefined
> {
  const found = (await killSwitches.latest(everyOwner)).find((each) => each.id === id);
  return found?.value.stopped ? { why: found.value.why, since: found.recordedAt } : undefined;
}

/** Records a change alone: most writes find the identity as it was. */
async function record(value: KillSwitch, now: string, { killSwitches }: Pick<Writing, 'killSwitches'>) {
  const changed = await saveChange(killSwitches, everyOwner, id, now, ({ value: last }) =>
    last.stopped === value.stopped && last.why === value.why
      ? { kind: 'conflict', why: 'it is on record' }
      : { kind: 'ok', value },
  );
  if (changed.kind === 'not-found' && value.stopped)
    await saveNew(killSwitches, everyOwner, value, { now, newId: () => id });
}
