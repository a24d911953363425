import { PolicyError } from './error.ts';
import { isObject } from './value.ts';

/** The parts of a definition that the compiler works on. `at` is the JSON path of the rule, for error messages. */
export interface Definition {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly mode: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly parameters: unknown;
  readonly condition: unknown;
  readonly effect: unknown;
  readonly details: unknown;
  readonly at: string;
}

/**
 * Takes a definition apart: an ARM resource (`{name, properties: {policyRule}}`), its `properties`, or `{policyRule}`.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-basics
 * @throws PolicyError naming the JSON path of what is missing
 */
export function parseDefinition(json: unknown): Definition {
  if (!isObject(json)) throw new PolicyError('', 'expected an object');
  const outer = lowerKeys(json);
  const wrapped = isObject(outer['properties']) && !('policyrule' in outer);
  const properties = wrapped ? lowerKeys(outer['properties'] as Readonly<Record<string, unknown>>) : outer;
  const at = wrapped ? 'properties.policyRule' : 'policyRule';
  const rule = members(properties['policyrule'], at);
  const then = members(rule['then'], `${at}.then`);
  if (!('if' in rule)) throw new PolicyError(`${at}.if`, 'expected a condition');
  if (!('effect' in then)) throw new PolicyError(`${at}.then.effect`, 'expected an effect');
  const metadata = isObject(properties['metadata']) ? properties['metadata'] : {};
  const name = text(outer['name'] ?? properties['name']);
  return {
    name,
    displayName: text(properties['displayname']) || name,
    version: text(properties['version'] ?? metadata['version']),
    mode: text(properties['mode']),
    metadata,
    parameters: properties['parameters'],
    condition: rule['if'],
    effect: then['effect'],
    details: then['details'],
    at,
  };
}

function members(json: unknown, path: string): Readonly<Record<string, unknown>> {
  if (!isObject(json)) throw new PolicyError(path, 'expected an object');
  return lowerKeys(json);
}

function lowerKeys(json: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
