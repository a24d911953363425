import { createHash } from 'node:crypto';
import type { AuditEntry } from '../../model/index.ts';
import type { Caller } from './types.ts';

/** The facts of a call that are known from its beginning on. */
export type AuditedCall = Pick<AuditEntry, 'action' | 'kind' | 'subject' | 'correlationId'>;

/** Says how a call ended, from the status that it is answered with. */
export function outcomeOf(status: number): 'done' | 'refused' | 'failed' {
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'done';
}

/** The entry of a call of someone who is known. */
export function entryOf(
  call: AuditedCall,
  caller: Caller,
  { id, time }: Pick<AuditEntry, 'id' | 'time'>,
): Omit<AuditEntry, 'outcome'> {
  const { objectId, appId } = caller;
  return { ...call, id, time, who: { objectId, ...(appId !== undefined && { appId }) }, roles: caller.roles };
}

/**
 * The entry of a call that was refused before anyone was known. Such calls cost their sender nothing, so that there is one
 * entry a minute for each action and reason: nobody can fill the table.
 */
export function entryOfNobody(call: AuditedCall, reason: string, now: Date): AuditEntry {
  const { subject: _unbelieved, ...rest } = call;
  return { ...rest, ...onceAMinute([call.action, reason], now), outcome: 'refused', status: 401, reason };
}

/** The entry of a call of somebody who calls too often: one a minute for each action and caller. */
export function entryOfTooMany(call: AuditedCall, caller: Caller, now: Date): AuditEntry {
  const { subject: _notLookedAt, ...rest } = call;
  const reason = 'too many calls';
  const place = onceAMinute([call.action, reason, caller.objectId], now);
  return { ...entryOf(rest, caller, place), outcome: 'refused', status: 429, reason };
}

function onceAMinute(of: readonly string[], now: Date): Pick<AuditEntry, 'id' | 'time'> {
  return {
    id: createHash('sha256').update(of.join('\n')).digest('hex').slice(0, 32),
    time: new Date(Math.floor(now.getTime() / 60_000) * 60_000).toISOString(),
  };
}
