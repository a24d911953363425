import { parseResourceId, resourceGroupType, subscriptionType } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import type { ArmCaller } from './arm-caller.ts';
import { isJsonObject } from './classify-answer.ts';
import type { ReadOutcome } from '../azure/index.ts';

interface ReadOptions {
  readonly caller: ArmCaller;
  readonly now: () => Date;
  /** A reading that began at this moment or later will do. */
  readonly since?: string | undefined;
}

/** Reads one resource by its id. `type`: what it is taken for where the answer leaves that out. */
export async function readResource(
  { caller, now, since }: ReadOptions,
  resourceId: string,
  type?: string,
): Promise<ReadOutcome> {
  const asked = parseResourceId(resourceId);
  if (!asked) return { kind: 'unmapped', startedAt: now().toISOString(), reason: 'the id names no resource' };
  const answer = await caller.get(asked.id, asked.type, since);
  if (answer.kind === 'gone') return { kind: 'gone', startedAt: answer.startedAt };
  if (answer.kind === 'unregistered') return { ...answer, kind: 'failed' };
  if (answer.kind !== 'body') return answer;
  const { startedAt, body } = answer;
  const malformed = (reason: string): ReadOutcome => ({ kind: 'malformed', startedAt, reason });
  if (typeof body['id'] !== 'string') return malformed('the answer has no id');
  if (!sameId(body['id'], asked.id)) return malformed('the answer has another id than the one asked for');
  // https://learn.microsoft.com/rest/api/resources/subscriptions/get: the answer has no type.
  const resource = toResource(body, asked.type === subscriptionType ? asked.type : type);
  if (!resource) return malformed('the answer has no type');
  // Policies are chosen by the type in the id: an answer that calls itself otherwise must not slip past them.
  const isAsked = resource.type.toLowerCase() === asked.type.toLowerCase();
  return { kind: 'found', startedAt, resource: isAsked ? resource : { ...resource, type: asked.type } };
}

/** An item of an answer as a resource; undefined where it is none: no object, an id that is no text, no type. */
export function toResource(item: unknown, fallback?: string): Resource | undefined {
  if (!isJsonObject(item) || !['string', 'undefined'].includes(typeof item['id'])) return undefined;
  const own = item['type'];
  const type = typeof own === 'string' && own !== '' ? own : fallback;
  return type === undefined
    ? undefined
    : { ...item, type: isShortGroupType(type) ? resourceGroupType : type };
}

/** Resource groups call themselves otherwise than policies and ids do. */
function isShortGroupType(type: string): boolean {
  return type.toLowerCase() === 'microsoft.resources/resourcegroups';
}

/** Some providers leave out the slash at the beginning, or add one at the end. */
function sameId(one: string, other: string): boolean {
  const [left, right] = [one, other].map((id) => id.toLowerCase().replace(/^\/|\/$/g, ''));
  return left === right;
}
