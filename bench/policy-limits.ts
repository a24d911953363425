import { compilePolicy, parseAliases, PolicyError } from '../src/rules/policy/index.ts';
import { report } from './measure.ts';

/** Policies that somebody who may write them in the tenant could write to keep the app busy, and counts inside one another at their worst sizes. */
const type = 'Microsoft.Test/things';
const aliases = parseAliases([], { fallback: 'convention' });
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const resource = (properties: object, tags: object = {}) => ({
  id: `/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/rg/providers/${type}/t`,
  name: 't',
  type,
  tags,
  properties,
});

interface Row {
  readonly what: string;
  readonly condition: unknown;
  readonly on?: ReturnType<typeof resource>;
}

const value = (expression: string) => ({ value: expression, exists: true });
const replaced = (depth: number) =>
  value(`[${'replace('.repeat(depth)}'aaaaaaaaaa'${`,'a','aaaaaaaaaa')`.repeat(depth)}]`);
const tag = (text: string) => resource({}, { a: text });

/** The rows of the security review. */
const reviewed: readonly Row[] = [
  { what: 'replace in replace, 7 times', condition: replaced(7) },
  { what: 'replace in replace, 8 times', condition: replaced(8) },
  {
    what: 'like *a*a*a*a*a?b, 250 characters',
    condition: { field: 'tags.a', like: '*a*a*a*a*a?b' },
    on: tag('a'.repeat(250)),
  },
  {
    what: 'like with 8 stars and ?, 100 characters',
    condition: { field: 'tags.a', like: `${'*a'.repeat(8)}?b` },
    on: tag('a'.repeat(100)),
  },
  { what: 'int() of 60,000 digits and a letter', condition: value(`[int('${'1'.repeat(60_000)}x')]`) },
  { what: 'base64ToString of 60,000 blanks', condition: value(`[base64ToString('${' '.repeat(60_000)}')]`) },
  {
    what: 'less on a date with 60,000 zeros',
    condition: { field: 'tags.a', less: '2026-01-01T00:00:00Z' },
    on: tag(`2026-01-01T00:00:00.${'0'.repeat(60_000)}`),
  },
  { what: 'allOf of 100,000', condition: { allOf: times(100_000, { field: 'name', equals: 't' }) } },
];

/** A count of an array for each level, each of as many members. */
function nested(depth: number, members: number): Row {
  const arrays = Array.from({ length: depth }, (_, at) => `a${at}`);
  let where: unknown = { field: 'name', equals: 'another' };
  for (const array of arrays) where = { count: { field: `${type}/${array}[*]`, where }, equals: 0 };
  const list = times(members, 1);
  return {
    what: `counts ${depth} deep over ${members} members`,
    condition: where,
    on: resource(Object.fromEntries(arrays.map((array) => [array, list]))),
  };
}

/** The most parts that a value may have: one array as long as Azure evaluates, or several inside one another. */
const counts = [
  nested(1, 32_767),
  nested(2, 1_000),
  nested(3, 100),
  nested(3, 1_000),
  nested(5, 20),
  nested(5, 100),
  nested(20, 2),
  nested(100, 10),
];

/** The time of each, with compiling, as a ratio to one comparison; it ends as NonCompliant, Compliant or Unknown, or is refused as Azure does. */
export function benchPolicyLimits(): void {
  const trivial = { what: 'one comparison', condition: { field: 'name', equals: 't' } };
  for (let at = 0; at < 200; at += 1) outcomeOf(trivial);
  const floor = Math.min(...Array.from({ length: 20 }, () => timed(trivial).ms));
  report('a policy of one comparison', `${(floor * 1000).toFixed(0)} us`);
  for (const row of [...reviewed, ...counts]) {
    const { ms, outcome, megabytes } = timed(row);
    report(row.what, `${ms.toFixed(1)} ms, ${megabytes.toFixed(0)} MB`, {
      of: ms / floor,
      to: `one comparison: ${outcome}`,
    });
  }
}

function timed(row: Row): { readonly ms: number; readonly outcome: string; readonly megabytes: number } {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const begun = performance.now();
  const outcome = outcomeOf(row);
  const ms = performance.now() - begun;
  return { ms, outcome, megabytes: Math.max(0, process.memoryUsage().heapUsed - before) / 2 ** 20 };
}

function outcomeOf({ condition, on = resource({}) }: Row): string {
  try {
    const policy = compilePolicy(
      { properties: { mode: 'All', policyRule: { if: condition, then: { effect: 'audit' } } } },
      { aliases },
    );
    const { state, ...rest } = policy.evaluate(on);
    return 'reason' in rest && typeof rest.reason === 'string' ? `${state}, ${rest.reason}` : state;
  } catch (error) {
    if (error instanceof PolicyError) return `refused, ${error.message.slice(0, 100)}`;
    throw error;
  }
}
