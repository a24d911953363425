import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import type { CataloguePolicy } from '../../../src/rules/controls/index.ts';
import { findRelated } from '../../../src/rules/policy/index.ts';
import type { RelatedLookup } from '../../../src/rules/policy/types.ts';

const resource = z.looseObject({ type: z.string() });
const unreadable = z.strictObject({ type: z.string(), unknown: z.string() });

/** What `related` says: absent: not read yet; `[]`: nothing exists; `unknown`: reading that type fails. */
const cases = z.array(
  z.strictObject({
    name: z.string().min(1),
    resource,
    related: z.array(z.union([unreadable, resource])).exactOptional(),
    parameters: z.record(z.string(), z.unknown()).exactOptional(),
    state: z.enum(['Compliant', 'NonCompliant', 'NotApplicable', 'Unknown']),
    because: z.string().min(1).exactOptional(),
  }),
);

type Case = z.infer<typeof cases>[number];

const folder = new URL('../../../controls/', import.meta.url);
const catalogue = loadCatalogue({ directory: folder });
const folders = new Map(
  readdirSync(new URL('policies/', folder)).flatMap((service) =>
    readdirSync(new URL(`policies/${service}/`, folder)).map(
      (name) => [name, `policies/${service}/${name}/`] as const,
    ),
  ),
);

function casesOf(name: string): Case[] {
  return cases.parse(JSON.parse(readFileSync(new URL(`${folders.get(name)}cases.json`, folder), 'utf8')));
}

/** The policy as it is, or with the case's parameters in place of the defaults. */
function bound(policy: CataloguePolicy, { parameters }: Case): CataloguePolicy['policy'] {
  if (!parameters) return policy.policy;
  const catalogue = loadCatalogue({ directory: folder, parameters: { [policy.name]: parameters } });
  return catalogue.policy(policy.name)?.policy ?? policy.policy;
}

function lookupOf({ related }: Case): RelatedLookup {
  return (query) => {
    if (!related) return undefined;
    const failed = related.find(
      (entry) => 'unknown' in entry && entry.type.toLowerCase() === query.type.toLowerCase(),
    );
    return failed ? { unknown: String(failed['unknown']) } : { resources: findRelated(related, query) };
  };
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}

describe.each(catalogue.policies.map((policy) => [policy.name, policy] as const))('%s', (name, policy) => {
  const all = casesOf(name);

  test.each(all.map((one) => [one.name, one.state, frozen(one)] as const))('%s: %s', (_, state, one) => {
    const verdict = bound(policy, one).evaluate(one.resource, {}, lookupOf(one));
    expect(verdict).toMatchObject({ state });
    expect(verdict.fields.length > 0, 'a verdict explains itself by fields where it is NonCompliant').toBe(
      state === 'NonCompliant',
    );
    if (state === 'Unknown') expect(verdict.reason ?? verdict.pending).toBeTruthy();
  });

  test('has a case of each state that it can give, and no two cases of one name', () => {
    const states = [
      'Compliant',
      'NonCompliant',
      'NotApplicable',
      ...(policy.policy.relatedTypes.length ? ['Unknown'] : []),
    ];
    expect(states.filter((state) => !all.some((one) => one.state === state))).toEqual([]);
    expect(new Set(all.map((one) => one.name)).size).toBe(all.length);
  });
});

describe('the policies together', () => {
  test('have a guide each: where to set it, in which lines, and what others call it', () => {
    for (const { name } of catalogue.policies)
      expect(catalogue.guide(name), name).toMatchObject({
        portal: expect.stringMatching(/\S/),
        bicep: expect.stringMatching(/\S/),
      });
  });

  test('rest on no set that another control rests on alone, but where the law asks the same twice', () => {
    const sets = Map.groupBy(
      catalogue.controls.filter(({ policies }) => policies.length > 0),
      ({ policies }) => policies.join(),
    );
    const alike = [...sets.values()]
      .filter(({ length }) => length > 1)
      .map((same) => same.map(({ id }) => id));
    expect(alike).toEqual([]);
  });

  test('count for these controls', async () => {
    const lines = catalogue.controls
      .filter(({ proofs }) => proofs.includes('policies'))
      .map(({ id, policies }) => [id, ...policies.map((name) => `  ${name}`)].join('\n'));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('policies-by-control.txt');
  });

  test('cover every control that asks for configuration', () => {
    const open = catalogue.controls.filter(
      ({ proofs, policies }) => proofs.includes('policies') && policies.length === 0,
    );
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  test('are at least 30, and at least 8 of them ask for related resources', () => {
    expect(catalogue.policies.length).toBeGreaterThanOrEqual(30);
    expect(
      catalogue.policies.filter(({ policy }) => policy.relatedTypes.length > 0).length,
    ).toBeGreaterThanOrEqual(8);
  });

  test('are found under every type that they name', () => {
    for (const policy of catalogue.policies) {
      for (const type of policy.policy.resourceTypes ?? [])
        expect(catalogue.policiesFor(type)).toContain(policy);
    }
  });
});
