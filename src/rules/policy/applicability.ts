import { OPEN } from './condition.ts';
import type { Scope } from './condition.ts';
import { isExtensionType } from './find-related.ts';
import type { Frame } from './frame.ts';
import { isScalar, TRUE, UNKNOWN } from './value.ts';

/**
 * Whether a policy applies to a resource: conditions on type, name and kind decide, every other one is taken in the
 * policy's favor (true, under `not` false).
 * https://learn.microsoft.com/azure/governance/policy/concepts/policy-applicability
 */
export function isApplicable(scope: Scope, frame: Frame): boolean {
  return may(scope, frame, true);
}

/**
 * Returns the part of a condition that bears on applicability. Beside other conditions names and kinds count; where
 * there are no others, the type alone does, or nothing.
 * https://learn.microsoft.com/azure/governance/policy/concepts/policy-applicability#all-other-policy-effects
 */
export function bearing(scope: Scope): Scope {
  return some(scope, (each) => each.kind === 'open') ? scope : typesAlone(scope);
}

function typesAlone(scope: Scope): Scope {
  if (scope.kind === 'leaf') return scope.field === 'type' ? scope : OPEN;
  if (scope.kind === 'open') return scope;
  return scope.kind === 'not'
    ? { kind: 'not', of: typesAlone(scope.of) }
    : { kind: scope.kind, of: scope.of.map(typesAlone) };
}

/** Whether a location is asked for. Subscriptions have none: such a policy does not apply to them. */
export function asksForLocation(scope: Scope): boolean {
  return some(scope, (each) => each.kind === 'open' && each.onLocation === true);
}

function some(scope: Scope, test: (leaf: Scope) => boolean): boolean {
  if (scope.kind === 'open' || scope.kind === 'leaf') return test(scope);
  return scope.kind === 'not' ? some(scope.of, test) : scope.of.some((each) => some(each, test));
}

/** Whether nothing but the type bears on applicability. */
export function dependsOnTypeAlone(scope: Scope): boolean {
  if (scope.kind === 'open') return true;
  if (scope.kind === 'leaf') return scope.field === 'type' && scope.operator.right.constant;
  return scope.kind === 'not' ? dependsOnTypeAlone(scope.of) : scope.of.every(dependsOnTypeAlone);
}

function may(scope: Scope, frame: Frame, wanted: boolean): boolean {
  if (scope.kind === 'open') return wanted;
  if (scope.kind === 'leaf') {
    const outcome = scope.test(frame);
    return outcome === UNKNOWN ? wanted : outcome === TRUE;
  }
  if (scope.kind === 'not') return !may(scope.of, frame, !wanted);
  if (scope.kind === 'allOf') return scope.of.every((each) => may(each, frame, wanted));
  return scope.of.some((each) => may(each, frame, wanted));
}

/** The lower-case types to which a rule can apply, as far as its type conditions say; undefined: any. */
export function typesOf(scope: Scope): readonly string[] | undefined {
  const types = collect(scope);
  return types && [...types].toSorted();
}

function collect(scope: Scope): ReadonlySet<string> | undefined {
  if (scope.kind === 'leaf') return leafTypes(scope);
  if (scope.kind === 'open' || scope.kind === 'not') return undefined;
  const parts = scope.of.map(collect);
  if (scope.kind === 'anyOf') {
    if (parts.length === 0 || parts.includes(undefined)) return undefined;
    return new Set(parts.flatMap((part) => [...(part ?? [])]));
  }
  const known = parts.filter((part) => part !== undefined);
  const [first, ...others] = known;
  return first && new Set([...first].filter((type) => others.every((other) => other.has(type))));
}

function leafTypes({ field, operator }: Extract<Scope, { kind: 'leaf' }>): ReadonlySet<string> | undefined {
  if (field !== 'type' || !operator.right.constant) return undefined;
  const { value } = operator.right;
  if (operator.name === 'equals' && isScalar(value)) return new Set([String(value).toLowerCase()]);
  if (operator.name !== 'in' || !Array.isArray(value)) return undefined;
  return new Set(value.filter(isScalar).map((type) => String(type).toLowerCase()));
}

type ModeKind = 'all' | 'indexed' | 'dataPlane';

/** `Microsoft.KeyVault.Data` and the like are evaluated inside the service, never from Resource Manager. */
export function modeKind(mode: string): ModeKind {
  const lower = mode.toLowerCase();
  if (lower === 'all') return 'all';
  return lower === 'indexed' || lower === '' ? 'indexed' : 'dataPlane';
}

/** Providers whose types have no location and carry no tags. */
const UNTAGGED_PROVIDERS = new RegExp(
  `^microsoft\\.(${[
    'advisor|authorization|billing|capacity|consumption|costmanagement|features|guestconfiguration|management',
    'managedservices|marketplace|policyinsights|resourcehealth|resources|security|subscription|support',
  ].join('|')})/`,
);

/** Whether mode Indexed looks at a resource of a type of which nothing is known: it has a location, or its type should. */
export function looksIndexed(frame: Frame): boolean {
  if (typeof frame.resource['location'] === 'string') return true;
  const { type } = frame;
  return type.split('/').length === 2 && !UNTAGGED_PROVIDERS.test(type) && !isExtensionType(type);
}

/** Says whether a type is never evaluated: of Microsoft.Resources only subscriptions and resource groups are, and those in mode All. */
export function isSkippedType(type: string): boolean {
  return type.startsWith('microsoft.resources/') && !CONTAINERS.has(type);
}

export const SUBSCRIPTION = 'microsoft.resources/subscriptions';

export const CONTAINERS: ReadonlySet<string> = new Set([
  SUBSCRIPTION,
  'microsoft.resources/subscriptions/resourcegroups',
]);
