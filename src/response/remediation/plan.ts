import { createHash } from 'node:crypto';
import type { Resource } from '../../model/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import type { CataloguePolicy, Remedy } from '../../rules/controls/index.ts';
import { isSame, leavesOf, namesOf, valueAt, withValueAt } from './setting-paths.ts';
import type { Plan, PlannedChange } from './types.ts';

/** `needless`: the settings are as the remedy would make them. `none`: there is no remedy that can be relied on. */
type Planned =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'needless' | 'none'; readonly why: string };

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
  { name, version, policy, remedy }: CataloguePolicy,
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
  const changes = changesTo(target, wanted);
  if (typeof changes === 'string') return none(changes);
  if (changes.length === 0)
    return { kind: 'needless', why: 'the settings are as the remedy would make them' };
  const method = remedy.kind === 'patch' ? remedy.method : 'PATCH';
  return planned({ ...base, ...said, kind: remedy.kind, method, changes });
}

/** Plans the revert of an applied plan; there is none where the earlier values are unknown. */
export function revertOf(plan: Plan, plannedAt: string): Planned {
  if (plan.kind === 'task') return none('what a remediation task has deployed cannot be reverted');
  if (plan.changes.some(({ before }) => before === undefined))
    return none('a setting that was not set before cannot be unset');
  const changes = plan.changes.map(({ path, before, after }) => ({ path, before: after, after: before }));
  const { caution: _caution, ...rest } = plan;
  return planned({ ...rest, kind: 'revert', changes, plannedAt });
}

/** Builds the request body. A PATCH has each touched property whole, as providers replace nested ones; a PUT has everything. */
export function bodyOf({ method, changes }: Plan, target: Resource): Readonly<Record<string, unknown>> {
  const after = changed(target, changes);
  if (method === 'PUT') {
    const { id: _id, name: _name, type: _type, etag: _etag, systemData: _system, ...rest } = after;
    return rest;
  }
  let body = {};
  for (const { path } of changes) {
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

function changesTo(
  target: Resource,
  wanted: readonly (readonly [path: string, value: unknown])[],
): readonly PlannedChange[] | string {
  const changes: PlannedChange[] = [];
  for (const [path, after] of wanted) {
    const names = namesOf(path);
    if (names.length === 0) return `${path} lies in a list`;
    const before = valueAt(target, names);
    // What is not a single value may hold more than the remedy knows of.
    if (typeof before === 'object' && before !== null) return `${path} is not a single value`;
    if (isSame(before, after)) continue;
    changes.push({ path, ...(before !== undefined && { before }), after });
  }
  return changes;
}

/** Values of a policy's own `modify` operations, by path; or why they cannot be used. */
function operationsOf(policy: CataloguePolicy['policy'], resource: Resource) {
  try {
    const found: (readonly [string, unknown])[] = [];
    for (const { operation, field, path, value } of policy.plan(resource)) {
      if (operation === 'remove') return `it would remove ${field}, and nothing is removed`;
      if (path === undefined) return `where ${field} lies is not known`;
      if (typeof value === 'object') return `it would set ${field} to something other than one value`;
      // `add` leaves what is there.
      if (operation === 'add' && valueAt(resource, namesOf(path)) !== undefined) continue;
      found.push([path, value]);
    }
    return found.length > 0 ? found : 'its operations change nothing of this resource';
  } catch (error) {
    return `its operations cannot be worked out (${describeError(error)})`;
  }
}

function planned(plan: Omit<Plan, 'hash'>): Planned {
  const { policy, policyVersion, kind, target, method, changes, task } = plan;
  const what = [policy, policyVersion, kind, target.toLowerCase(), method, changes, task ?? null];
  const hash = createHash('sha256').update(JSON.stringify(what)).digest('hex');
  return { kind: 'plan', plan: { ...plan, hash } };
}

function none(why: string): Planned {
  return { kind: 'none', why };
}
