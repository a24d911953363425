import { severityOf } from '../../model/index.ts';
import type { Drift, Resource } from '../../model/index.ts';
import type { ReadFailure } from '../../platform/azure/index.ts';
import { isTransient, unsettledState, waitOf } from '../../platform/azure/index.ts';
import { everyOwner } from '../../records/index.ts';
import { modeFor } from './modes.ts';
import { planFor, targetOf } from './plan.ts';
import type { RemediationPorts } from './ports.ts';
import type { Mode, Plan } from './types.ts';

type Found = {
  readonly kind: 'found';
  readonly resource: Resource;
  readonly apiVersion?: string;
  readonly etag?: string;
};

/** Reads one resource under the identity that is to act on it. */
type Look = (id: string) => Promise<Found | { readonly kind: 'gone' } | ReadFailure>;

/** A finding as it is now, and what would be done about it. */
export type Considered =
  | {
      readonly kind: 'plan';
      readonly mode: Mode;
      readonly plan: Plan;
      readonly resource: Resource & { readonly id: string };
      readonly target: Found;
    }
  /** `needless`: the setting has been corrected meanwhile. */
  | {
      readonly kind: 'none' | 'needless';
      readonly mode: Mode;
      readonly why: string;
      /** The remedy requires something that people have to see to first. */
      readonly unmet?: true;
    }
  | { readonly kind: 'wait'; readonly seconds: number; readonly why: string };

/** Reads a resource that has drifted and plans how it is remediated. */
export async function considerPlan(
  drift: Pick<Drift, 'resourceId' | 'policy' | 'severity' | 'effectiveSeverity'>,
  look: Look,
  ports: Pick<RemediationPorts, 'policies' | 'modes' | 'clock'>,
): Promise<Considered> {
  const entry = ports.policies.policy(drift.policy);
  if (!entry?.remedy) return { kind: 'none', mode: 'off', why: 'the policy has no remedy' };
  const read = await look(drift.resourceId);
  if (read.kind !== 'found') return unreadLook(read);
  const resource = { ...read.resource, id: drift.resourceId };
  const rules = await ports.modes.latest(everyOwner);
  const severity = severityOf(drift);
  const mode = modeFor({ policy: drift.policy, severity, tags: tagsOf(resource) }, rules);
  const unsettled = unsettledState(resource);
  if (unsettled) return { kind: 'wait', seconds: 30, why: `the resource is ${unsettled}` };
  const id = targetOf(entry.remedy, drift.resourceId);
  const target = id === drift.resourceId ? read : await look(id);
  if (target.kind === 'gone') return { kind: 'none', mode, why: 'the resource to be set does not exist' };
  if (target.kind !== 'found') return unreadLook(target);
  const planned = planFor(entry, resource, target.resource, ports.clock.now().toISOString());
  if (planned.kind !== 'plan') return { ...planned, mode };
  return { kind: 'plan', mode, plan: planned.plan, resource, target };
}

export function tagsOf(resource: Resource): Readonly<Record<string, unknown>> {
  const { tags } = resource;
  return typeof tags === 'object' && tags !== null ? (tags as Record<string, unknown>) : {};
}

/** Waits for what cannot be read now, or leaves it to people. */
export function unreadLook(
  read: { readonly kind: 'gone' } | ReadFailure,
): Exclude<Considered, { kind: 'plan' }> {
  if (read.kind === 'gone') return { kind: 'needless', mode: 'off', why: 'the resource was deleted' };
  if (isTransient(read)) return { kind: 'wait', seconds: Math.max(waitOf(read), 30), why: read.reason };
  return { kind: 'none', mode: 'off', why: `the resource cannot be read: ${read.reason}` };
}
