import { readdirSync, readFileSync } from 'node:fs';
import type { Resource } from '../../src/model/resource.ts';
import { catalogue, simulated } from './simulated.ts';
import type { Simulated } from './simulated.ts';

export interface Case {
  readonly resource: Resource & { readonly id: string };
  readonly related?: readonly Resource[];
  readonly state: string;
}

/** The failing cases of each policy of the catalogue that has a remedy. */
export const remedies = readdirSync('controls/policies', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('cases.json'))
  .flatMap((file): [string, readonly Case[]][] => {
    const name = file.split('/').at(-2) ?? '';
    if (!catalogue.policy(name)?.remedy) return [];
    const cases = JSON.parse(readFileSync(`controls/policies/${file}`, 'utf8')) as Case[];
    return [[name, cases.filter(({ state }) => state === 'NonCompliant')]];
  });

/** The first of the cases that can be put right. @throws AggregateError where none can */
export async function planned(
  policy: string,
  cases: readonly Case[],
  given: Simulated = {},
): ReturnType<typeof simulated> {
  const reasons: unknown[] = [];
  for (const { resource, related = [] } of cases) {
    try {
      return await simulated(policy, resource, related, given);
    } catch (error) {
      reasons.push(error);
    }
  }
  throw new AggregateError(reasons, `${policy} has no case that can be put right`);
}

/** One row of what the record and the messages say. */
export function rowOf(
  policy: string,
  what: string,
  shown: {
    readonly record: readonly string[];
    readonly steps: readonly string[];
    readonly messages: readonly string[];
  },
): string {
  const cells = [shown.record, shown.steps, shown.messages].map((each) => each.join('; ') || 'none');
  return [policy, what, ...cells].join(' | ');
}
