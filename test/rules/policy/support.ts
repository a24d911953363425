import type { Resource } from '../../../src/model/index.ts';
import { compilePolicy, parseAliases, PolicyError } from '../../../src/rules/policy/index.ts';
import type {
  CompileOptions,
  EvaluationContext,
  Policy,
  RelatedLookup,
} from '../../../src/rules/policy/index.ts';

/** The test provider: aliases that follow the plain convention, and the irregular ones that Azure really has. */
export const aliases = parseAliases(
  [
    {
      namespace: 'Microsoft.Test',
      resourceTypes: [
        {
          resourceType: 'things',
          aliases: [
            { name: 'Microsoft.Test/things/renamed', defaultPath: 'properties.deep.original' },
            { name: 'Microsoft.Test/things/subs[*]', defaultPath: 'properties.subs[*]' },
            { name: 'Microsoft.Test/things/subs[*].port', defaultPath: 'properties.subs[*].properties.port' },
            { name: 'Microsoft.Test/things/subs.hidden', defaultPath: 'properties.subs[*].properties.port' },
            { name: 'Microsoft.Test/image', defaultPath: 'properties.image.offer' },
            {
              name: 'Microsoft.Test/things/moved',
              defaultPath: 'properties.new',
              paths: [{ path: 'properties.old', apiVersions: ['2020-01-01'] }],
            },
            {
              name: 'Microsoft.Test/things/fixed',
              defaultPath: 'properties.fixed',
              defaultMetadata: { attributes: 'None' },
            },
          ],
        },
        {
          resourceType: 'sets',
          aliases: [{ name: 'Microsoft.Test/image', defaultPath: 'properties.profile.image.offer' }],
        },
        {
          resourceType: 'things/parts',
          aliases: [{ name: 'Microsoft.Test/partSettings.state', defaultPath: 'properties.state' }],
        },
      ],
    },
  ],
  { fallback: 'convention' },
);

export type Json = Readonly<Record<string, unknown>>;

export interface Given extends Partial<CompileOptions> {
  readonly effect?: unknown;
  readonly details?: unknown;
  readonly mode?: string;
  readonly declared?: Json;
}

/** A definition around a condition, in mode All. */
export function definition(condition: unknown, given: Given = {}): Json {
  const { effect = 'audit', details, mode = 'All', declared } = given;
  const then = { effect, ...(details !== undefined && { details }) };
  return {
    properties: { mode, ...(declared && { parameters: declared }), policyRule: { if: condition, then } },
  };
}

export function compile(condition: unknown, given: Given = {}): Policy {
  return compilePolicy(definition(condition, given), {
    aliases: given.aliases ?? aliases,
    ...(given.parameters && { parameters: given.parameters }),
    ...(given.indexed && { indexed: given.indexed }),
  });
}

/** A `Microsoft.Test/things` with these properties; more members of the resource after it. */
export function thing(properties: unknown = {}, more: Json = {}): Resource {
  return {
    id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Test/things/t',
    name: 't',
    type: 'Microsoft.Test/things',
    location: 'eastus',
    properties,
    ...more,
  };
}

/** What a condition comes to: true, false, or `unknown`. */
export function outcome(
  condition: unknown,
  resource: Resource,
  given: Given = {},
  context: EvaluationContext = {},
  lookup?: RelatedLookup,
): boolean | 'unknown' {
  const { effect, unknown } = compile(condition, given).decide(resource, context, lookup);
  return unknown === undefined ? effect !== null : 'unknown';
}

/** The value of an expression, as it stands in the details of a rule that fires; `unknown` where it fails. */
export function valueOf(
  expression: unknown,
  resource = thing(),
  context: EvaluationContext = {},
  given: Given = {},
) {
  const policy = compile({ field: 'type', exists: true }, { ...given, details: { value: expression } });
  const { details, unknown } = policy.decide(resource, context);
  return unknown === undefined ? (details as { value: unknown }).value : { unknown };
}

/** The path and the message with which a definition is refused; undefined: it is not. */
export function refusal(json: unknown, options: Partial<CompileOptions> = {}): PolicyError | undefined {
  try {
    compilePolicy(json, { aliases, ...options });
    return undefined;
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
}

/** Freezes a JSON value and everything in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}
