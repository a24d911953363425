import type { Resource } from '../../model/index.ts';
import type { RelatedQuery } from '../../rules/policy/index.ts';
import type { ArmCaller } from './arm-caller.ts';
import { pagesOf } from './pages.ts';
import { readResource, toResource } from './read-resource.ts';
import { planRelated } from './related-plan.ts';
import type { RelatedLevel } from './related-plan.ts';
import type { RelatedOutcome } from '../azure/index.ts';

const mostPages = 100;

/** Parents whose children are read at the same time. */
const atOnce = 8;

interface RelatedOptions {
  readonly caller: ArmCaller;
  readonly now: () => Date;
  /** Readings that began at this moment or later will do. */
  readonly since?: string | undefined;
  /** Whether resources of the type lie under any other. */
  readonly isExtension: (type: string) => boolean;
}

/**
 * Answers a policy's question for related resources. Goes down from what they lie under, level by level: a name that is
 * known is a step, one that is not is a listing of all there are. Any failure on the way is the answer.
 */
export async function readRelated(options: RelatedOptions, query: RelatedQuery): Promise<RelatedOutcome> {
  const plan = planRelated(query, options.isExtension);
  if (plan) return descend(options, query.type, plan.path, plan.levels);
  const reason = `no resource of type ${query.type} can lie there`;
  return { kind: 'unmapped', startedAt: options.now().toISOString(), reason };
}

async function descend(
  options: RelatedOptions,
  type: string,
  path: string,
  [level, ...deeper]: readonly RelatedLevel[],
): Promise<RelatedOutcome> {
  if (!level) return one(options, type, path);
  if (level.name !== undefined && !level.listed) {
    return descend(options, type, `${path}/${level.segment}/${level.name}`, deeper);
  }
  const parents = await list(options, path, level);
  if (parents.kind !== 'found' || deeper.length === 0) return parents;
  const resources: Resource[] = [];
  for (let start = 0; start < parents.resources.length; start += atOnce) {
    const batch = parents.resources.slice(start, start + atOnce);
    const outcomes = await Promise.all(batch.map(({ id }) => descend(options, type, id ?? '', deeper)));
    for (const outcome of outcomes) {
      if (outcome.kind !== 'found') return outcome;
      resources.push(...outcome.resources);
    }
  }
  return { kind: 'found', startedAt: parents.startedAt, resources };
}

async function one(options: RelatedOptions, type: string, id: string): Promise<RelatedOutcome> {
  const outcome = await readResource(options, id, type);
  if (outcome.kind === 'gone') return { kind: 'found', startedAt: outcome.startedAt, resources: [] };
  if (outcome.kind !== 'found') return outcome;
  return { kind: 'found', startedAt: outcome.startedAt, resources: [outcome.resource] };
}

/** The resources of one level under a parent; none where the collection is not there. */
async function list(
  { caller, since }: RelatedOptions,
  parent: string,
  level: RelatedLevel,
): Promise<RelatedOutcome> {
  const collection = `${parent}/${level.segment}`;
  const resources: Resource[] = [];
  let startedAt: string | undefined;
  for await (const page of pagesOf(caller, collection, level.type, mostPages, since)) {
    startedAt ??= page.startedAt;
    if (page.kind === 'gone') break;
    if (page.kind !== 'items') return page;
    for (const item of page.items) {
      const resource = toResource(item, level.type);
      if (!resource?.id) return { kind: 'malformed', startedAt, reason: 'a resource in the list has no id' };
      if (belongs(resource.id, collection, level)) resources.push(resource);
    }
  }
  return { kind: 'found', startedAt: startedAt ?? '', resources };
}

function belongs(id: string, collection: string, { name, direct }: RelatedLevel): boolean {
  const folded = id.toLowerCase();
  if (name !== undefined && !folded.endsWith(`/${name.toLowerCase()}`)) return false;
  return !direct || folded.startsWith(`${collection.toLowerCase()}/`);
}
