import { createHash } from 'node:crypto';
import { resourceTypeOf } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import { withoutScan } from '../../platform/azure/index.ts';
import type { CataloguePolicy, Remedy } from '../../rules/controls/index.ts';
import { cutsOff } from './direction.ts';
import { isSame, leavesOf, namesOf, valueAt, withValueAt } from './setting-paths.ts';
import type { Plan, PlannedChange, SentAlong } from './types.ts';
import { changesTo, operationsOf, withoutWidening } from './wanted-changes.ts';

/**
 * `needless`: the settings are as the remedy would make them. `none`: there is no remedy that can be relied on. `unmet`: for want of something that people
 * can see to.
 */
type Planned =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'needless' | 'none'; readonly why: string; readonly unmet?: true };

/** The id of what a remedy writes: the resource that was evaluated, or a child of it. */
export function targetOf(remedy: Remedy, resourceId: string): string {
  if (remedy.kind !== 'patch' || !remedy.on) return resourceId;
  return `${resourceId}/${remedy.on.type.split('/').at(-1) ?? ''}/${remedy.on.name}`;
}

/**
 * Plans how a finding is remediated.
 * @param resource what was evaluated
 * @param target what is to be written, as it is now
 */
export function planFor(
  { name, version, policy, remedy, requirements }: CataloguePolicy,
  resource: Resource & { readonly id: string },
  target: Resource,
  plannedAt: string,
): Planned {
  if (!remedy) return none('the policy has no remedy');
  const base = { policy: name, policyVersion: version, target: targetOf(remedy, resource.id), plannedAt };
  if (remedy.kind === 'task') {
    const { assignmentId, referenceId } = remedy;
    const task = { assignmentId, ...(referenceId !== undefined && { referenceId }) };
    return planned({ ...base, kind: 'task', method: 'TASK', changes: [], task });
  }
  const { caution } = remedy;
  const said = caution === undefined ? {} : { caution };
  const wanted =
    remedy.kind === 'patch' ? leavesOf(remedy.properties, 'properties') : operationsOf(policy, target);
  if (typeof wanted === 'string') return none(wanted);
  const all = changesTo(target, wanted);
  if (typeof all === 'string') return none(all);
  const changes = remedy.kind === 'patch' ? withoutWidening(all, base.target) : all;
  if (changes.length === 0)
    return { kind: 'needless', why: 'the settings are as the remedy would make them' };
  const unmet = unmetBy(resource, requirements);
  if (unmet !== undefined) return { ...none(unmet), unmet: true };
  const method = remedy.kind === 'patch' ? remedy.method : 'PATCH';
  const along = remedy.kind === 'patch' && remedy.with ? { with: sentAlong(remedy.with) } : {};
  return planned({ ...base, ...said, kind: remedy.kind, method, changes, ...along });
}

function sentAlong(settings: Parameters<typeof leavesOf>[0]): readonly SentAlong[] {
  return leavesOf(settings, 'properties').map(([path, value]) => ({ path, value }));
}

/** Says which requirement of the remedy a resource does not meet. What cannot be told counts as not met. */
function unmetBy(resource: Resource, requirements: CataloguePolicy['requirements'] = []): string | undefined {
  for (const { evaluate, otherwise } of requirements) {
    const found = evaluate(resource);
    if (found === 'unmet') return otherwise;
    if (found !== 'met')
      return `it cannot be told whether the fix would do harm (${found.unknown}), so it has to be decided by hand`;
  }
  return undefined;
}

/** Plans the revert of an applied plan; there is none where the earlier values are unknown. */
export function revertOf(plan: Plan, plannedAt: string): Planned {
  if (plan.kind === 'task') return none('what a remediation task has deployed cannot be reverted');
  if (plan.changes.some(({ before }) => before === undefined))
    return none('a setting that was not set before cannot be unset');
  const changes = plan.changes.map(({ path, before, after }) => ({ path, before: after, after: before }));
  const { caution: _caution, recentUse: _use, cutsOff: _cutsOff, ...rest } = plan;
  return planned({ ...rest, kind: 'revert', changes, plannedAt });
}

/** Builds the request body. A PATCH has each touched property whole, as providers replace nested ones; a PUT has everything. */
export function bodyOf(
  { method, changes, with: along = [] }: Plan,
  target: Resource,
): Readonly<Record<string, unknown>> {
  const sent = [...changes, ...along.map(({ path, value }) => ({ path, after: value }))];
  const after = changed(withoutScan(target), sent);
  if (method === 'PUT') {
    const { id: _id, name: _name, type: _type, etag: _etag, systemData: _system, ...rest } = after;
    return rest;
  }
  let body = {};
  for (const { path } of sent) {
    const touched = namesOf(path).slice(0, path.startsWith('properties') ? 2 : 1);
    body = withValueAt(body, touched, valueAt(after, touched));
  }
  return body;
}

/** A resource as it is once the changes are made. */
export function changed(resource: Resource, changes: readonly PlannedChange[]): Resource {
  return changes.reduce<Resource>(
    (document, { path, after }) => withValueAt(document, namesOf(path), after) as Resource,
    resource,
  );
}

/** Which side of the changes a resource shows: `before`, `after`, or neither in whole. */
export function sideOf(
  resource: Resource,
  changes: readonly PlannedChange[],
): 'before' | 'after' | 'neither' {
  const shows = (side: 'before' | 'after') =>
    changes.every((change) => isSame(valueAt(resource, namesOf(change.path)), change[side]));
  if (shows('after')) return 'after';
  return shows('before') ? 'before' : 'neither';
}

function planned(plan: Omit<Plan, 'hash'>): Planned {
  const { policy, policyVersion, kind, target, method, changes, task, with: along } = plan;
  const what = [policy, policyVersion, kind, target.toLowerCase(), method, changes, task ?? null];
  const hash = createHash('sha256')
    .update(JSON.stringify(along ? [...what, along] : what))
    .digest('hex');
  const shutsOut = kind !== 'revert' && cutsOff(changes, resourceTypeOf(target));
  return { kind: 'plan', plan: { ...plan, ...(shutsOut && { cutsOff: true }), hash } };
}

function none(why: string) {
  return { kind: 'none', why } as const;
}
