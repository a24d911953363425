import { latest } from '../../base/index.ts';
import type { ResourceState, RecordVersion, Resource, Task } from '../../model/index.ts';
import { resourceTypeOf } from '../../model/index.ts';
import type { AnnouncedChange, Exemption } from '../../records/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';
import type { Evaluation, Ownership } from '../evaluation/index.ts';
import {
  evaluatePolicies,
  ownershipKnown,
  ownershipNow,
  unreadEvaluations,
  withExemptions,
} from '../evaluation/index.ts';
import { withAnnouncements } from './announced-windows.ts';
import type { ReadInterpretation } from './interpret-read.ts';
import type { ChangePorts } from './ports.ts';
import type { Comparison } from './transitions.ts';
import { closeStates, compareStates } from './transitions.ts';

/** The records of people that bear on a state or a drift. */
interface Agreed {
  readonly exemptions: readonly RecordVersion<Exemption>[];
  readonly changes: readonly RecordVersion<AnnouncedChange>[];
}

/** The result of a read, compared with the current state. */
export interface ResourceFinding {
  readonly comparison: Comparison;
  readonly readAt: string;
  /** Keys of what was read besides the resource. */
  readonly reads: readonly string[];
  readonly resource?: Resource;
  readonly gone: boolean;
  readonly ownership: Ownership;
  /** The full scan that asked for the read. */
  readonly scan?: ResourceState['scan'];
  /** Something that a policy needs is to be read again, after so many seconds; 0: none were asked for. */
  readonly retryAfterSeconds?: number;
}

/**
 * Undefined: the resource is gone and was never seen, so that there is nothing to record.
 * @param since the moment from which on readings that others asked for will do
 * @param agreed what people have agreed on in the subscription, whatever it is about
 */
export async function buildFinding(
  decision: Exclude<ReadInterpretation, { kind: 'wait' }>,
  known: ResourceState | undefined,
  task: Task,
  { readAt, since }: { readonly readAt: string; readonly since: string | undefined },
  agreed: Agreed,
  ports: ChangePorts,
): Promise<ResourceFinding | undefined> {
  const type = resourceTypeOf(task.target);
  const policies = ports.policies.for(task.target, type);
  const policyNamed = (name: string) => ports.policies.policy(name);
  if (decision.kind === 'close') {
    if (!known) return undefined;
    const comparison = closeStates(known, policies, decision.reason, readAt);
    return { comparison, readAt, reads: [], gone: true, ownership: ownershipKnown(known, task, ports) };
  }
  if (decision.kind === 'unread') {
    const comparison = compareStates(
      known,
      policies,
      allUnread(known, policies, decision.reason),
      readAt,
      policyNamed,
    );
    const ownership = ownershipKnown(known, task, ports);
    return { comparison, readAt, reads: known?.reads ?? [], gone: false, ownership };
  }
  const { resource } = decision;
  const apiVersion = ports.catalogue.types.get(type.toLowerCase())?.apiVersion;
  const context = { utcNow: readAt, ...(apiVersion !== undefined && { apiVersion }) };
  const [{ evaluations, reads }, ownership] = await Promise.all([
    evaluatePolicies(
      { resource, resourceId: task.target, policies, context, ...(since !== undefined && { since }) },
      ports.reader,
    ),
    ownershipNow(resource, task.target, ports),
  ]);
  // What began or ended by the clock of who said so, has begun or ended by every clock.
  const at = task.change.trigger.kind === 'exemption' ? latest(readAt, task.change.time) : readAt;
  const evaluated = withExemptions(evaluations, policies, task.target, agreed.exemptions, at);
  const compared = compareStates(known, policies, evaluated, readAt, policyNamed);
  const comparison = withAnnouncements(compared, task, readAt, agreed.changes);
  const waits = Array.from(evaluations.values()).flatMap((each) =>
    each.kind === 'stale' ? [each.retryAfterSeconds] : [],
  );
  const retry = waits.length > 0 && { retryAfterSeconds: Math.max(...waits) };
  return { comparison, readAt, reads, resource, gone: false, ownership, ...retry };
}

/** Nothing can be said of any policy, but of those that had nothing to look at while the resource could be read. */
function allUnread(
  known: ResourceState | undefined,
  policies: readonly CataloguePolicy[],
  reason: string,
): ReadonlyMap<string, Evaluation> {
  return new Map(
    policies.map(({ name }) => {
      const previous = known?.states[name];
      return [
        name,
        previous?.state === 'NotApplicable' ? notApplicable(previous.reason) : unreadEvaluations(reason),
      ];
    }),
  );
}

function notApplicable(reason: string | undefined): Evaluation {
  const nothing = { fields: [], values: {}, unread: false };
  return { kind: 'evaluated', state: 'NotApplicable', ...(reason !== undefined && { reason }), ...nothing };
}
