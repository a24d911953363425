import { at, hour } from '../../base/index.ts';
import type { Drift, Resource } from '../../model/index.ts';
import { encryptionScan, unsettledState } from '../../platform/azure/index.ts';
import type { EncryptionScan } from '../../platform/azure/index.ts';
import type { WriteCheck, WriteEnd, WriteIntent } from '../../platform/store/index.ts';
import { followOperation } from './follow-operation.ts';
import { movedSettings } from './moved-settings.ts';
import { changed, sideOf } from './plan.ts';
import type { RemediationPorts } from './ports.ts';
import type { RemediationDecision } from './types.ts';
import { statesAfter } from './what-if.ts';

type WriteVerification =
  /** `moved`: settings that a PUT did not mean to change, and that are not as they were right before it. */
  | { readonly kind: 'verified'; readonly moved?: readonly string[] }
  /** `operating`: nothing is read back yet, as the operation goes on. `working`: what was written is in effect, and what it asks for goes on for hours. */
  | {
      readonly kind: 'wait';
      readonly seconds: number;
      readonly why: string;
      readonly operating?: true;
      readonly working?: true;
    }
  | { readonly kind: 'not-held'; readonly why: string; readonly moved?: readonly string[] }
  /** Azure accepted the write and did not carry it out, or what follows from it, or not in time. */
  | { readonly kind: 'failed'; readonly why: string };

/** Seconds between readings: what was written may be shown late, and providers work in the background. */
const waits = [5, 15, 30, 60, 120, 240, 300] as const;

/** A database of some terabytes is encrypted in a day or two. Beyond that, people look. */
const longestWorkHours = 48;

/** A replica that has not seen the write is none of that; by then it has. */
const lagReadings = 3;

/**
 * Follows the operation by which Azure carries out what a decision has written, then reads it back and re-evaluates it.
 * @param readings how many there were before this one
 */
export async function verifyWrite(
  decided: RemediationDecision,
  drift: Drift,
  readings: number,
  ports: RemediationPorts,
): Promise<WriteVerification> {
  const written = (await ports.writes.of(drift.resourceId)).findLast(
    ({ intent, operation, end }) =>
      intent.decision === decided.id && (operation !== undefined || end?.result === 'applied'),
  );
  if (!written) return { kind: 'not-held', why: 'nothing was written' };
  const { operation, end } = written;
  const ended = operation && !end ? await awaitEnd({ ...written, operation }, ports) : end;
  if (ended && 'seconds' in ended) return { ...ended, kind: 'wait', operating: true };
  if (ended && ended.result !== 'applied') return { kind: 'failed', why: failureOf(ended) };
  if (written.check) return verdictOf(written.check);
  const seen = await see(decided, drift, written.intent, ports);
  const seconds = waits[readings];
  if (seen.kind === 'working') {
    const { why } = seen;
    const hours = hoursSince(ended?.at, ports);
    if (hours < 1) return { kind: 'wait', seconds: seconds ?? 300, why };
    if (hours < longestWorkHours) return { kind: 'wait', seconds: 3600, why, working: true };
  }
  const isLate = seen.kind === 'not-held' && readings < lagReadings;
  if (seconds !== undefined && 'why' in seen && (seen.kind === 'wait' || isLate))
    return { kind: 'wait', seconds, why: seen.why };
  const { moved = [] } = seen;
  const check = {
    verified: seen.kind === 'verified',
    ...((seen.kind === 'working' || seen.kind === 'failed') && { failed: true as const }),
    ...('why' in seen && {
      why: seen.kind === 'working' ? `${seen.why} after ${longestWorkHours} hours` : seen.why,
    }),
    ...(moved.length > 0 && { moved }),
    at: ports.clock.now().toISOString(),
  };
  await ports.writes.check(written.intent, check);
  return verdictOf(check);
}

function verdictOf({ verified, failed, why, moved }: WriteCheck): WriteVerification {
  if (failed) return { kind: 'failed', why: why ?? 'no reason is on record' };
  return { ...(verified ? { kind: 'verified' } : heldNot(why)), ...(moved && { moved }) };
}

/** Looks how an operation stands, and puts its end on record. Once it has succeeded, the readings begin. */
async function awaitEnd(
  written: Parameters<typeof followOperation>[0],
  ports: RemediationPorts,
): Promise<WriteEnd | { readonly seconds: number; readonly why: string }> {
  const followed = await followOperation(written, ports);
  if (followed.kind === 'running') return followed;
  await ports.writes.end(written.intent, followed.end);
  return followed.end;
}

function hoursSince(moment: string | undefined, { clock }: Pick<RemediationPorts, 'clock'>): number {
  return moment === undefined ? 0 : (clock.now().getTime() - at(moment)) / hour;
}

function failureOf({ result, why = 'no reason is on record' }: WriteEnd): string {
  if (result === 'failed') return `Azure accepted the change, but the operation failed: ${why}`;
  return result === 'unfinished' ? `Azure accepted the change, but ${why}` : why;
}

/** `working`: the setting is in effect, and what it asks for goes on in the background. `failed`: that has stopped. */
type Seen = (
  | { readonly kind: 'verified' }
  | { readonly kind: 'wait' | 'not-held' | 'working' | 'failed'; readonly why: string }
) & {
  readonly moved?: readonly string[];
};

async function see(
  { plan, kind }: RemediationDecision,
  drift: Drift,
  intent: WriteIntent,
  ports: RemediationPorts,
): Promise<Seen> {
  let moved: readonly string[] = [];
  if (plan.kind !== 'task') {
    const read = await ports.reader.get(plan.target);
    if (read.kind === 'gone') return heldNot('it is gone');
    if (read.kind !== 'found') return { kind: 'wait', why: `it cannot be read: ${read.reason}` };
    const unsettled = unsettledState(read.resource);
    if (unsettled) return { kind: 'wait', why: `it is ${unsettled}` };
    if (sideOf(read.resource, plan.changes) !== 'after') return heldNot('it was turned back');
    if (intent.replaced) moved = movedSince(intent.replaced, intent.changes, read.resource);
    if (kind === 'revert') return { kind: 'verified', moved };
    const scan = encryptionScan(read.resource);
    if (scan) return scanned(scan);
  }
  const resource = await ports.reader.get(drift.resourceId);
  if (resource.kind === 'gone') return heldNot('it is gone');
  if (resource.kind !== 'found') return { kind: 'wait', why: `it cannot be read: ${resource.reason}` };
  const states = await statesAfter({ ...resource.resource, id: drift.resourceId }, ports, ports.reader);
  const state = states.get(drift.policy);
  // A policy that this host does not know, or not yet, finds nothing: that shows nothing either.
  if (state === undefined || state === 'Unknown')
    return { kind: 'wait', why: 'the policy cannot be evaluated' };
  return state === 'NonCompliant'
    ? { ...heldNot('the policy finds it NonCompliant all the same'), moved }
    : { kind: 'verified', moved };
}

/** The pages of a database are encrypted long after its setting says so: until then it is not remediated. */
function scanned({ kind, scanState }: EncryptionScan): Seen {
  return kind === 'running'
    ? {
        kind: 'working',
        why: `the setting is in effect, but Azure has not encrypted the whole database (scanState ${scanState})`,
      }
    : {
        kind: 'failed',
        why: `the setting is in effect, but Azure has stopped encrypting the database (scanState ${scanState}): resume the scan`,
      };
}

/** Compares what a PUT sent with what is there now: where somebody else wrote at the same moment, one of the two was lost. */
function movedSince(
  replaced: NonNullable<WriteIntent['replaced']>,
  changes: WriteIntent['changes'],
  now: Resource,
): readonly string[] {
  return movedSettings(changed({ type: now.type, ...replaced }, changes), now);
}

function heldNot(why = 'it did not hold') {
  return { kind: 'not-held', why } as const;
}
