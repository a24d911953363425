import type { RecordVersion, Severity } from '../../model/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import type { Saved } from '../../records/index.ts';
import { checked, everyOwner, saveChange, saveNew, invalid } from '../../records/index.ts';
import { mayCutOff } from './direction.ts';
import type { RemediationPorts } from './ports.ts';
import type { Mode, RemediationMode } from './types.ts';
import { modeRequest, modes } from './types.ts';

type Needs = Pick<RemediationPorts, 'modes' | 'policies' | 'clock' | 'newId'>;

/** Gives the number of other people who must approve a mode. A mode that only restricts needs nobody. */
function approversNeeded(mode: Mode): number {
  if (mode === 'auto') return 2;
  return mode === 'ask' ? 1 : 0;
}

/** Asks for a mode. `off` and `observe` hold at once; whoever would have more written must be joined by others. */
export async function requestMode(
  input: unknown,
  caller: Pick<Caller, 'objectId'>,
  ports: Needs,
): Promise<Saved<RemediationMode>> {
  const request = checked(modeRequest, input);
  if (request.kind === 'invalid') return request;
  const { mode, policy } = request.value;
  if (mode === 'auto' && policy === undefined)
    return invalid('policy', 'must be given with the mode auto, which is for one policy at a time');
  if (policy !== undefined && !ports.policies.policy(policy))
    return invalid('policy', `must be a known policy, which ${policy} is not`);
  const objection = objectionTo(request.value, ports);
  if (objection !== undefined) return invalid('mode', objection);
  const now = ports.clock.now().toISOString();
  const value: RemediationMode = {
    ...request.value,
    status: approversNeeded(mode) === 0 ? 'approved' : 'requested',
    requestedBy: caller.objectId,
    approvals: [],
  };
  return saveNew(ports.modes, everyOwner, value, { now, newId: ports.newId });
}

/** Says why a mode must not be `auto`: nothing that may cut users off is written without people. */
function objectionTo(
  { mode, policy = '' }: Pick<RemediationMode, 'mode' | 'policy'>,
  { policies }: Pick<Needs, 'policies'>,
): string | undefined {
  return mode === 'auto' && mayCutOff(policies.policy(policy)?.remedy)
    ? `must not be auto for ${policy}: its fix may cut users off, so people approve each one; ask for the mode ask`
    : undefined;
}

/** Approves a mode that somebody else has asked for; it holds once all that it takes have. */
export async function approveMode(id: string, caller: Caller, ports: Needs): Promise<Saved<RemediationMode>> {
  const now = ports.clock.now().toISOString();
  return saveChange(ports.modes, everyOwner, id, now, ({ value }) => {
    if (value.status !== 'requested') return { kind: 'conflict', why: `the mode is already ${value.status}` };
    const objection = objectionTo(value, ports);
    if (objection !== undefined) return { kind: 'conflict', why: `the mode ${objection}` };
    const owners = [value.requestedBy] as const;
    const permission = can(caller, { roles: ['RemediationApprover'] }, { owners });
    if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
    if (value.approvals.includes(caller.objectId))
      return { kind: 'conflict', why: 'you have already approved the mode' };
    const approvals = [...value.approvals, caller.objectId];
    const status = approvals.length >= approversNeeded(value.mode) ? 'approved' : 'requested';
    return { kind: 'ok', value: { ...value, approvals, status } };
  });
}

/**
 * Withdraws a mode, or the request for one. To withdraw a mode that holds takes a second person, unless it is `auto`: it may have held
 * `auto` back, and more may be written then.
 */
export async function withdrawMode(
  id: string,
  caller: Caller,
  ports: Needs,
): Promise<Saved<RemediationMode>> {
  const now = ports.clock.now().toISOString();
  return saveChange(ports.modes, everyOwner, id, now, ({ value }) => {
    if (value.status === 'withdrawn') return { kind: 'conflict', why: 'the mode is already withdrawn' };
    if (value.status === 'approved' && value.mode !== 'auto') {
      const permission = can(caller, { roles: ['RemediationApprover'] }, { owners: [value.requestedBy] });
      if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
    }
    return { kind: 'ok', value: { ...value, status: 'withdrawn', withdrawnBy: caller.objectId } };
  });
}

interface RemediationTarget {
  readonly policy: string;
  readonly severity: Severity;
  readonly tags: Readonly<Record<string, unknown>>;
}

/** The mode that holds for a finding: the most particular one; of those alike, the most careful. `off` holds wherever it fits. */
export function modeFor(about: RemediationTarget, rules: readonly RecordVersion<RemediationMode>[]): Mode {
  const fitting = rules
    .map(({ value }) => value)
    .filter((rule) => rule.status === 'approved' && fits(rule, about));
  if (fitting.some(({ mode }) => mode === 'off')) return 'off';
  const [first] = fitting.toSorted(
    (one, other) => weight(other) - weight(one) || modes.indexOf(one.mode) - modes.indexOf(other.mode),
  );
  return first?.mode ?? 'observe';
}

function fits({ policy, severity, tag }: RemediationMode, about: RemediationTarget): boolean {
  return (
    (policy === undefined || policy === about.policy) &&
    (severity === undefined || severity === about.severity) &&
    (tag === undefined || tagOf(about.tags, tag.name)?.toLowerCase() === tag.value.toLowerCase())
  );
}

function weight({ policy, severity, tag }: RemediationMode): number {
  return (policy === undefined ? 0 : 4) + (tag === undefined ? 0 : 2) + (severity === undefined ? 0 : 1);
}

/** The value of a tag; names of tags are without case. */
export function tagOf(tags: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const found = Object.entries(tags).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return typeof found === 'string' ? found : undefined;
}
