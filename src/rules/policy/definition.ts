import { PolicyError } from './policy-error.ts';
import { isObject } from './value.ts';

/** The parts of a definition that the compiler works on. `at` and `parametersAt` are JSON paths, for error messages. */
interface Definition {
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
  readonly parametersAt: string;
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
  const under = wrapped ? `${keyOf(json, 'properties')}.` : '';
  const written = wrapped ? (outer['properties'] as Readonly<Record<string, unknown>>) : json;
  const at = under + keyOf(written, 'policyRule');
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
    parametersAt: under + keyOf(written, 'parameters'),
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

/** A member's name as the definition spells it. */
function keyOf(json: Readonly<Record<string, unknown>>, name: string): string {
  return Object.keys(json).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

function lowerKeys(json: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
