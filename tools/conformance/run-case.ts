import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../../src/model/index.ts';
import { compilePolicy, findRelated, PolicyError } from '../../src/rules/policy/index.ts';
import type { EvaluationContext, RelatedLookup } from '../../src/rules/policy/index.ts';
import type { CaseTable } from './alias-tables.ts';
import type { ConformanceCase } from './case.ts';
import { newestOf } from './newest-versions.ts';

export interface Outcome {
  readonly passed: boolean;
  readonly expected: string;
  readonly got: string;
}

const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';

const DEFAULT_CONTEXT: EvaluationContext = {
  resourceGroup: {
    id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/myResourceGroup`,
    name: 'myResourceGroup',
    type: 'Microsoft.Resources/subscriptions/resourceGroups',
    location: 'eastus',
  },
  subscription: { id: `/subscriptions/${SUBSCRIPTION}`, subscriptionId: SUBSCRIPTION },
};

/** Compiles and evaluates one case and compares. An exception that is no PolicyError is a defect, and passes through. */
export function runCase(one: ConformanceCase, aliases: CaseTable, now: Date): Outcome {
  const got = evaluate(one, aliases, now);
  const { expect, expectDetails } = one;
  const detailsFit = expectDetails === undefined || covers(got.details, expectDetails);
  return {
    passed: fits(got, expect) && detailsFit,
    expected: print({ ...expect, ...(expectDetails !== undefined && { details: expectDetails }) }),
    got: print(expectDetails === undefined ? { ...got, details: undefined } : got),
  };
}

/** The outcome of a case: either the definition was refused, or a decision and a state. */
interface Got {
  readonly error?: string;
  readonly effect?: string | null;
  readonly unknown?: string;
  readonly details?: unknown;
  readonly state?: string;
}

function evaluate(one: ConformanceCase, aliases: CaseTable, now: Date): Got {
  const { parameters = {}, resource = { type: '' } } = one;
  let definition: unknown;
  try {
    definition = one.definitionText === undefined ? one.definition : JSON.parse(one.definitionText);
  } catch (error) {
    return { error: String(error) };
  }
  try {
    const policy = compilePolicy(definition, { aliases, parameters, name: one.id });
    const context = contextOf(one, newestOf(resource.type, aliases.newest), now);
    const { effect, unknown, details } = policy.decide(resource, context, lookupOf(one));
    const verdict = policy.evaluate(resource, context, lookupOf(one));
    const state = verdict.reason === undefined ? verdict.state : `${verdict.state} (${verdict.reason})`;
    return {
      effect: effect?.toLowerCase() ?? null,
      ...(unknown !== undefined && { unknown }),
      details,
      state,
    };
  } catch (error) {
    if (error instanceof PolicyError) return { error: error.message };
    throw error;
  }
}

function contextOf(
  { apiVersion, requestContext, context }: ConformanceCase,
  latest: string | undefined,
  now: Date,
): EvaluationContext {
  return {
    ...DEFAULT_CONTEXT,
    utcNow: now.toISOString(),
    ...(latest !== undefined && { latestApiVersion: latest }),
    ...context,
    ...(apiVersion !== undefined && { apiVersion }),
    ...(requestContext !== undefined && { requestContext }),
  };
}

/** Answers look-ups; where a case says nothing of related resources, there are none. A question asked twice is one look-up. */
function lookupOf({ related, children }: ConformanceCase): RelatedLookup {
  if (related === undefined) return (query) => ({ resources: findRelated(children ?? [], query) });
  const answers = new Map<string, readonly Resource[]>();
  return (query) => {
    const question = JSON.stringify(query);
    const known = answers.get(question);
    if (known !== undefined) return { resources: known };
    const response = related[answers.size]?.response ?? [];
    const resources = (Array.isArray(response) ? response : [response]) as readonly Resource[];
    answers.set(question, resources);
    return { resources };
  };
}

function fits(got: Got, expect: ConformanceCase['expect']): boolean {
  if ('error' in expect) return got.error !== undefined;
  if (got.error !== undefined) return false;
  const state = got.state?.split(' ')[0];
  if ('unknown' in expect) return got.unknown !== undefined || state === 'Unknown';
  if ('compliant' in expect)
    return expect.compliant ? state === 'Compliant' || state === 'NotApplicable' : state === 'NonCompliant';
  return got.unknown === undefined && got.effect === expect.effect;
}

/** Whether everything that `expected` names is in `actual`, alike. */
function covers(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => covers(actual[index], item))
    );
  if (typeof expected !== 'object' || expected === null) return isDeepStrictEqual(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(expected).every(([key, value]) =>
    covers((actual as Record<string, unknown>)[key], value),
  );
}

const print = (what: unknown): string => JSON.stringify(what);
