import type { DecidingField, Resource } from '../../model/index.ts';
import { undecided } from './condition.ts';
import type { Frame } from './frame.ts';
import type { RelatedPlan } from './related-details.ts';
import type { RelatedLookup, RelatedQuery } from './types.ts';
import { isObject, TRUE, UNKNOWN } from './value.ts';
import { distinct, isMalformed } from './verdicts.ts';

/** The result of a search for related resources. */
type Found =
  | { readonly kind: 'satisfied' }
  | { readonly kind: 'missing'; readonly query: RelatedQuery; readonly resources: readonly Resource[] }
  | { readonly kind: 'unknown'; readonly reason: string; readonly pending?: RelatedQuery };

/** Looks for a related resource that satisfies the policy: any one does. */
export function searchRelated(plan: RelatedPlan, frame: Frame, lookup: RelatedLookup | undefined): Found {
  let query: RelatedQuery;
  try {
    query = plan.query(frame);
  } catch (error) {
    undecided(error, frame);
    return { kind: 'unknown', reason: frame.reason ?? 'the related resource cannot be named' };
  }
  const answer = lookup?.(query);
  if (!answer) return { kind: 'unknown', reason: `${query.type} not read`, pending: query };
  if ('unknown' in answer) return { kind: 'unknown', reason: answer.unknown };
  let unsure = false;
  frame.reason = undefined;
  for (const resource of answer.resources) {
    if (!isObject(resource) || isMalformed(resource)) {
      unsure = true;
      continue;
    }
    frame.related = resource;
    const outcome = plan.existence ? plan.existence.test(frame) : TRUE;
    if (outcome === TRUE) return { kind: 'satisfied' };
    if (outcome === UNKNOWN) unsure = true;
  }
  if (unsure)
    return { kind: 'unknown', reason: frame.reason ?? `${query.type} cannot be evaluated: malformed` };
  return { kind: 'missing', query, resources: answer.resources };
}

/** The greatest number of related resources that are named where none would do. */
const MOST_RELATED = 3;

/** Why none of the related resources will do. */
export function explainMissing(
  plan: RelatedPlan,
  frame: Frame,
  { query, resources }: Extract<Found, { kind: 'missing' }>,
): readonly DecidingField[] {
  const label = (name: unknown): string => [query.type, name].filter(Boolean).join('/');
  if (resources.length === 0) return [{ path: label(query.name), actual: null, expected: 'to exist' }];
  return resources.slice(0, MOST_RELATED).flatMap((resource) => {
    const fields: DecidingField[] = [];
    frame.related = resource;
    plan.existence?.explain(frame, fields);
    return distinct(fields).map((field) => ({ ...field, path: `${label(resource.name)}: ${field.path}` }));
  });
}
