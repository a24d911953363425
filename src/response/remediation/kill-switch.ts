import { z } from 'zod';
import type { Caller } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import { checked, everyOwner, saveChange, saveNew, text } from '../../records/index.ts';
import type { Saved } from '../../records/index.ts';
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
): Promise<Saved<KillSwitch>> {
  const asked = checked(stopRequest, input);
  if (asked.kind === 'invalid') return asked;
  const now = ports.clock.now().toISOString();
  const value: KillSwitch = { stopped: true, by, why: asked.value.why };
  const changed = await saveChange(ports.killSwitches, everyOwner, id, now, ({ value: last }) =>
    last.stopped && last.restartAskedBy === undefined
      ? { kind: 'conflict', why: 'writes are already stopped' }
      : { kind: 'ok', value },
  );
  return changed.kind === 'not-found'
    ? saveNew(ports.killSwitches, everyOwner, value, { now, newId: () => id })
    : changed;
}

/** Requests that writes restart. */
export async function askRestart(
  input: unknown,
  { objectId }: Pick<Caller, 'objectId'>,
  ports: Needs,
): Promise<Saved<KillSwitch>> {
  const asked = checked(stopRequest, input);
  if (asked.kind === 'invalid') return asked;
  const now = ports.clock.now().toISOString();
  return saveChange(ports.killSwitches, everyOwner, id, now, ({ value }) =>
    value.stopped
      ? { kind: 'ok', value: { ...value, why: asked.value.why, restartAskedBy: objectId } }
      : { kind: 'conflict', why: 'writes are not stopped' },
  );
}

/** Restarts writes; it takes somebody other than the requester. */
export async function approveRestart(caller: Caller, ports: Needs): Promise<Saved<KillSwitch>> {
  const now = ports.clock.now().toISOString();
  return saveChange(ports.killSwitches, everyOwner, id, now, ({ value }) => {
    if (!value.stopped || value.restartAskedBy === undefined)
      return { kind: 'conflict', why: 'nobody has requested that writes restart' };
    const permission = can(caller, { roles: ['RemediationApprover'] }, { owners: [value.restartAskedBy] });
    if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
    return { kind: 'ok', value: { stopped: false, by: caller.objectId, why: value.why } };
  });
}
