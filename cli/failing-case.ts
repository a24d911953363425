import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DecidingField, Resource } from '../src/model/index.ts';
import type { CataloguePolicy } from '../src/rules/controls/index.ts';
import { findRelated } from '../src/rules/policy/index.ts';

/** As in a policy's `cases.json`. */
interface Case {
  readonly name: string;
  readonly resource: Resource;
  readonly related?: readonly Resource[];
  readonly parameters?: unknown;
  readonly state: string;
  readonly because?: string;
}

/** A resource that fails a policy, taken from the policy's own cases and evaluated now. */
export interface FailingCase {
  readonly name: string;
  readonly because?: string;
  readonly fields: readonly DecidingField[];
  /** Paths that the rule reads in it. */
  readonly reads: readonly string[];
}

const controls = join(import.meta.dirname, '../controls');

/** The first case that fails with the policy's default parameters; undefined where there is none. */
export function failingCase({ name, policy }: CataloguePolicy): FailingCase | undefined {
  const [file] = globSync(`policies/*/${name}/cases.json`, { cwd: controls });
  if (file === undefined) return undefined;
  const cases = JSON.parse(readFileSync(join(controls, file), 'utf8')) as readonly Case[];
  const failing = cases.find(({ state, parameters }) => state === 'NonCompliant' && parameters === undefined);
  if (failing === undefined) return undefined;
  const { resource, related = [], because } = failing;
  const lookup = (query: Parameters<typeof findRelated>[1]) => ({ resources: findRelated(related, query) });
  return {
    name: failing.name,
    ...(because !== undefined && { because }),
    fields: policy.evaluate(resource, {}, lookup).fields,
    reads: Object.keys(policy.values(resource, {}, lookup)),
  };
}
