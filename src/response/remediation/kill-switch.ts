import { z } from 'zod';
import type { Caller } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import { checked, everyOwner, keepChange, keepNew, text } from '../../records/index.ts';
import type { Kept } from '../../records/index.ts';
import type { RemediationPorts } from './ports.ts';
import type { KillSwitch } from './types.ts';

export const stopRequest = z.strictObject({ why: text() });

const id = 'writes';

type Needs = Pick<RemediationPorts, 'killSwitches' | 'clock'>;

/** Whether writes are stopped. What cannot be read throws: nothing is written then either. */
export async function isStopped({ killSwitches: stops }: Pick<Needs, 'killSwitches'>): Promise<boolean> {
  return (await killSwitchNow({ killSwitches: stops }))?.value.stopped === true;
}

export async function killSwitchNow({ killSwitches: stops }: Pick<Needs, 'killSwitches'>) {
  return (await stops.latest(everyOwner)).find((each) => each.id === id);
}

/** Stops all writes, at once. */
export async function stopWrites(
  input: unknown,
  { objectId: by }: Pick<Caller, 'objectId'>,
  ports: Needs,
): Promise<Kept<KillSwitch>> {
  const asked = checked(stopRequest, input);
  if (asked.kind === 'wrong') return asked;
  const now = ports.clock.now().toISOString();
  const value: KillSwitch = { stopped: true, by, why: asked.value.why };
  const changed = await keepChange(ports.killSwitches, everyOwner, id, now, ({ value: last }) =>
    last.stopped && last.restartAskedBy === undefined
      ? { kind: 'conflict', why: 'writes are already stopped' }
      : { kind: 'good', value },
  );
  return changed.kind === 'missing'
    ? keepNew(ports.killSwitches, everyOwner, value, { now, newId: () => id })
    : changed;
}

/** Requests that writes restart. */
export async function askRestart(
  input: unknown,
  { objectId }: Pick<Caller, 'objectId'>,
  ports: Needs,
): Promise<Kept<KillSwitch>> {
  const asked = checked(stopRequest, input);
  if (asked.kind === 'wrong') return asked;
  const now = ports.clock.now().toISOString();
  return keepChange(ports.killSwitches, everyOwner, id, now, ({ value }) =>
    value.stopped
      ? { kind: 'good', value: { ...value, why: asked.value.why, restartAskedBy: objectId } }
      : { kind: 'conflict', why: 'writes are not stopped' },
  );
}

/** Restarts writes; it takes somebody other than the requester. */
export async function approveRestart(caller: Caller, ports: Needs): Promise<Kept<KillSwitch>> {
  const now = ports.clock.now().toISOString();
  return keepChange(ports.killSwitches, everyOwner, id, now, ({ value }) => {
    if (!value.stopped || value.restartAskedBy === undefined)
      return { kind: 'conflict', why: 'nobody has asked to restart writes' };
    const permission = can(caller, { roles: ['RemediationApprover'] }, { owners: [value.restartAskedBy] });
    if (!permission.allowed) return { kind: 'refused', why: permission.why };
    return { kind: 'good', value: { stopped: false, by: caller.objectId, why: value.why } };
  });
}
