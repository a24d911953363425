import { compileCondition } from './compile-condition.ts';
import { valueOf } from './compiler.ts';
import type { Place, Value } from './compiler.ts';
import type { Condition } from './condition.ts';
import { compileValue } from './expression/compile-expression.ts';
import { isExtensionType } from './find-related.ts';
import type { Frame } from './frame.ts';
import { PolicyError, Undecidable } from './policy-error.ts';
import type { RelatedQuery } from './types.ts';
import { isAbsent, isObject, textOf } from './value.ts';

/** The resources among which a policy of the IfNotExists effects looks, and what it wants to find there. */
export interface RelatedPlan {
  /** As the policy spells it. */
  readonly type: string;
  readonly query: (frame: Frame) => RelatedQuery;
  /** Absent: it is enough that something is there. */
  readonly existence: Condition | undefined;
}

/**
 * Compiles `details` of auditIfNotExists and deployIfNotExists.
 * https://learn.microsoft.com/azure/governance/policy/concepts/effect-audit-if-not-exists
 * @throws PolicyError
 */
export function compileRelated(details: unknown, place: Place): RelatedPlan {
  if (!isObject(details)) throw new PolicyError(place.path, 'expected an object with the related type');
  const keys = new Map(Object.keys(details).map((key) => [key.toLowerCase(), key]));
  const pathOf = (name: string): string => `${place.path}.${keys.get(name.toLowerCase()) ?? name}`;
  const compilePart = (name: string): Value | undefined => {
    const key = keys.get(name.toLowerCase());
    return key === undefined ? undefined : compileValue(details[key], { ...place, path: pathOf(name) });
  };
  const type = compilePart('type');
  if (!type?.constant || typeof type.value !== 'string') {
    throw new PolicyError(pathOf('type'), 'expected a resource type');
  }
  place.compiler.relatedType = type.value.toLowerCase();
  const condition = details[keys.get('existencecondition') ?? ''];
  const existence = isAbsent(condition)
    ? undefined
    : compileCondition(condition, {
        ...place,
        path: pathOf('existenceCondition'),
        environment: { section: 'existence', scopes: [] },
      });
  const name = compilePart('name');
  const group = compilePart('resourceGroupName');
  const scope = compilePart('existenceScope');
  if (scope?.constant && !/^(subscription|resourceGroup)?$/i.test(textOf(scope.value))) {
    throw new PolicyError(pathOf('existenceScope'), 'expected Subscription or ResourceGroup');
  }
  const wanted = type.value;
  const isExtension = isExtensionType(wanted);
  const parents = parentTypes(wanted);
  return {
    type: wanted,
    existence,
    query: (frame) => {
      const id = textOf(frame.resource.id);
      const place: Where = parents.has(frame.type)
        ? { scope: 'resource', under: id }
        : placeOf(id, isExtension, textIn(group, frame), textIn(scope, frame));
      const query = { type: wanted, under: place.under, scope: place.scope };
      return name ? { ...query, name: textIn(name, frame) } : query;
    },
  };
}

/** `a/b/c` lies under `a/b` and, further up, under `a`. */
function parentTypes(type: string): ReadonlySet<string> {
  const segments = type.toLowerCase().split('/');
  return new Set(segments.slice(0, -1).map((_, i) => segments.slice(0, i + 1).join('/')));
}

function textIn(value: Value | undefined, frame: Frame): string {
  const text = value ? valueOf(value, frame) : '';
  if (!isAbsent(text) && typeof text !== 'string') throw new Undecidable('details: expected a string');
  return text ?? '';
}

type Where = Pick<RelatedQuery, 'under' | 'scope'>;

/** Extensions lie under the resource, everything else in its resource group unless the policy says otherwise. */
function placeOf(id: string, isExtension: boolean, group: string, scope: string): Where {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(id)?.[0] ?? '';
  if (scope.toLowerCase() === 'subscription') return { under: subscription, scope: 'subscription' };
  if (group) return { under: `${subscription}/resourceGroups/${group}`, scope: 'resourceGroup' };
  if (id === subscription) return { under: subscription, scope: 'subscription' };
  if (isExtension) return { under: id, scope: 'resource' };
  const ownGroup = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0];
  return ownGroup
    ? { under: ownGroup, scope: 'resourceGroup' }
    : { under: subscription, scope: 'subscription' };
}
