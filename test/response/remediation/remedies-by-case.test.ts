import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Resource } from '../../../src/model/resource.ts';
import { applyPlan, considerPlan } from '../../../src/response/remediation/index.ts';
import { targetOf } from '../../../src/response/remediation/plan.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import type { CataloguePolicy } from '../../../src/rules/controls/types.ts';
import { driftOf } from '../../platform/store/samples.ts';
import { alerts, answering, people } from '../world.ts';

interface Case {
  readonly name: string;
  readonly resource: Resource & { readonly id: string };
  readonly related?: readonly Resource[];
  readonly parameters?: unknown;
  readonly state: string;
}

function casesOf(policy: string): readonly Case[] {
  const [file = ''] = globSync(`controls/policies/*/${policy}/cases.json`);
  const all = JSON.parse(readFileSync(file, 'utf8')) as Case[];
  return all.filter(({ state, parameters }) => state === 'NonCompliant' && parameters === undefined);
}

/** Plans and writes one failing case as people decide it. Returns what came of it. */
async function outcomeOf(entry: CataloguePolicy, { resource, related = [] }: Case): Promise<string> {
  const world = await answering(alerts, [entry]);
  world.azure.put({ id: resource.id.split('/').slice(0, 5).join('/'), name: 'group', type: 'group' });
  world.azure.put(resource);
  const target = entry.remedy ? targetOf(entry.remedy, resource.id) : resource.id;
  const child = related.find(({ name }) => name === target.split('/').at(-1));
  if (child) world.azure.put({ ...child, id: target });
  const drift = driftOf(resource.id, 1, { policy: entry.name, resourceType: resource.type });
  const considered = await considerPlan(drift, (id) => world.azure.get(id), world.remediation);
  if (considered.kind !== 'plan') return `no plan: ${considered.why}`;
  const { plan } = considered;
  const by = [people.ada, people.ben];
  const applied = await applyPlan({ id: 'decision', kind: 'apply', plan, by }, drift, world.remediation);
  const changes = plan.changes.map(({ path, after }) => `${path} = ${String(after)}`);
  return `${'why' in applied ? `${applied.kind}: ${applied.why}` : applied.kind}: ${changes.join(', ')}`;
}

test('each failing case of a policy with a remedy is written, or has no plan and says why', async () => {
  const lines: string[] = [];
  for (const entry of loadCatalogue().policies) {
    if (!entry.remedy) continue;
    lines.push(entry.name);
    for (const each of casesOf(entry.name)) lines.push(`  ${each.name}: ${await outcomeOf(entry, each)}`);
  }
  expect(lines.filter((line) => line.includes('Azure rejected'))).toEqual([]);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('remedies-by-case.txt');
});
