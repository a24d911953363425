import { AccountLimit } from './account-limit.ts';
import { isCarriedOutLater } from './asynchronous-types.ts';
import { creationOf } from './creations.ts';
import { fold, spread } from './embedded.ts';
import { ArmError, notFound } from './errors.ts';
import { isObject, kept, merged, propertiesOf } from './merge.ts';
import type { Json } from './merge.ts';
import { checkProvider } from './provider-refusals.ts';
import { heedsConditions, isAsynchronous, needsLocation } from './providers.ts';
import type { Resource } from './resource.ts';
import type { Resources, Stored } from './resources.ts';
import { withoutWriteOnly } from './write-only.ts';
import { container, groupOf, parentOf, parseTarget } from './targets.ts';

/** Preconditions of a request: its headers If-Match and If-None-Match. */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

export interface Written {
  readonly status: number;
  readonly stored: Stored;
}

function asResource(body: unknown): Json {
  if (!isObject(body))
    throw new ArmError(
      400,
      'InvalidRequestContent',
      'The request content was invalid and could not be deserialized.',
    );
  return body;
}

function check(id: string, stored: Stored | undefined, { ifMatch, ifNoneMatch }: Conditions): void {
  const target = parseTarget(id);
  if (target.kind !== 'resource' || !heedsConditions(target.type)) return;
  const failed =
    (ifMatch !== undefined && (!stored || (ifMatch !== '*' && ifMatch !== stored.etag))) ||
    (ifNoneMatch !== undefined && stored && (ifNoneMatch === '*' || ifNoneMatch === stored.etag));
  if (failed)
    throw new ArmError(
      412,
      'PreconditionFailed',
      'The condition specified using HTTP conditional header(s) is not met.',
    );
}

/** `location` is required of every tracked resource: https://learn.microsoft.com/rest/api/sql/databases/create-or-update has it for databases. */
function requireLocation(type: string, given: Json): void {
  const isRequired = needsLocation(type) || creationOf(type) !== undefined;
  if (isRequired && typeof given['location'] !== 'string')
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
}

/** Returns an id with the spelling that what lies above it has, which must exist. */
function spelled(resources: Resources, id: string): string {
  const parentId = parentOf(id);
  if (parentId === undefined) return id;
  const parent = resources.get(parentId)?.resource;
  if (parent) return `${parent.id}${id.slice(parentId.length)}`;
  const group = groupOf(id);
  if (group && !resources.get(id.split('/').slice(0, 5).join('/')))
    throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
  throw new ArmError(
    404,
    'ParentResourceNotFound',
    `Failed to perform 'write' on resource '${id}', because the parent resource '${parentId}' could not be found.`,
  );
}

/** The writes of Azure Resource Manager on the store. `settleMs`: how long providers work in the background. */
export class Writes {
  readonly #resources: Resources;
  readonly #settleMs: number;
  readonly #accounts: AccountLimit;

  constructor(resources: Resources, settleMs: number) {
    this.#resources = resources;
    this.#accounts = new AccountLimit(resources);
    this.#settleMs = settleMs;
  }

  put(id: string, body: unknown, conditions: Conditions = {}): Written {
    const target = parseTarget(id);
    if (target.kind !== 'resource') throw new ArmError(405, 'MethodNotAllowed', `'${id}' cannot be written.`);
    const asked = asResource(body);
    const before = this.#resources.get(id);
    check(id, before, conditions);
    const { name, type } = before?.resource ?? target;
    if (!before) requireLocation(type, asked);
    checkProvider({ type, before: before?.resource, given: asked, parent: this.#parent(id) });
    if (!before) this.#accounts.add({ id, type, location: asked['location'] });
    const given = withoutWriteOnly(type, asked);
    const resource = {
      ...given,
      ...(isObject(given['properties']) || before
        ? { properties: { ...kept(before?.resource), ...propertiesOf(given) } }
        : {}),
      id: before?.resource.id ?? spelled(this.#resources, id),
      name: String(name),
      type,
    };
    return { status: before ? 200 : 201, stored: this.#store(resource, !before) };
  }

  patch(id: string, body: unknown, conditions: Conditions = {}): Written {
    const before = this.#existing(id);
    check(id, before, conditions);
    const { id: _id, name: _name, type: _type, ...patch } = asResource(body);
    const { type } = before.resource;
    checkProvider({ type, before: before.resource, given: patch, parent: this.#parent(id) });
    const resource = merged(before.resource, withoutWriteOnly(type, patch)) as Resource;
    return { status: 200, stored: this.#store(resource, false) };
  }

  /** Refuses what cannot be written, as the provider does before it accepts it. */
  requireAcceptable(id: string, body: unknown, conditions: Conditions = {}): void {
    const before = this.#existing(id);
    check(id, before, conditions);
    const { id: _id, name: _name, type: _type, ...given } = asResource(body);
    const { type } = before.resource;
    checkProvider({ type, before: before.resource, given, parent: this.#parent(id) });
  }

  /** Refuses what cannot be made, as Resource Manager and the provider do before they accept it. */
  requireCreatable(id: string, body: unknown): void {
    const given = asResource(body);
    const target = parseTarget(id);
    const type = 'type' in target ? target.type : '';
    requireLocation(type, given);
    spelled(this.#resources, id);
    checkProvider({ type, given, parent: this.#parent(id) });
  }

  /** Shows a resource that is being made. */
  show(id: string, body: Json, ms: number): void {
    const target = parseTarget(id);
    if (target.kind !== 'resource') return;
    const { name, type } = target;
    const shown = withoutWriteOnly(type, body);
    this.#resources.put({ ...shown, id: spelled(this.#resources, id), name, type }, ms);
  }

  /** Removes a resource with all that lies under it. Status 204 where nothing was there. */
  delete(
    id: string,
    conditions: Conditions = {},
  ): { readonly status: number; readonly removed: readonly Resource[] } {
    const before = this.#resources.get(id);
    check(id, before, conditions);
    if (!before) return { status: 204, removed: [] };
    const removed = this.#resources.remove(id);
    fold(this.#resources, id, undefined);
    const { type } = before.resource;
    return { status: type === container.resourceGroup || isAsynchronous(type, false) ? 202 : 200, removed };
  }

  /** Moves resources with all that lies under them into another group. Returns what they are now by their old ids. */
  move(ids: readonly string[], targetGroup: string): ReadonlyMap<string, Resource> {
    const group = this.#existing(targetGroup).resource;
    const moved = new Map<string, Resource>();
    for (const id of ids) {
      const oldId = this.#existing(id).resource.id!;
      const newId = `${group.id}${oldId.slice(oldId.split('/').slice(0, 5).join('/').length)}`;
      for (const resource of this.#resources.remove(oldId)) {
        const text = JSON.stringify(resource).replaceAll(oldId, newId);
        moved.set(resource.id!, this.#resources.put(JSON.parse(text) as Resource).resource);
      }
    }
    return moved;
  }

  #existing(id: string): Stored {
    const stored = this.#resources.get(id);
    if (stored) return stored;
    const target = parseTarget(id);
    if (target.kind === 'resource') throw notFound(target.type, target.name, groupOf(id));
    throw new ArmError(404, 'ResourceNotFound', `'${id}' is no resource.`);
  }

  #parent(id: string): Resource | undefined {
    return this.#resources.get(parentOf(id) ?? '')?.resource;
  }

  #store(resource: Resource, created: boolean): Stored {
    const complete = spread(this.#resources, resource);
    // What is carried out by a long operation has settled when it is written.
    const isSettled = created ? creationOf(resource.type) !== undefined : isCarriedOutLater(resource.type);
    const settleMs = isAsynchronous(resource.type, created) && !isSettled ? this.#settleMs : 0;
    const stored = this.#resources.put(complete, settleMs);
    fold(this.#resources, resource.id!, stored.resource);
    return stored;
  }
}
