import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import role from '../../../infra/remediation-role.json' with { type: 'json' };
import { resourceTypeOf } from '../../../src/model/resource-id.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { directionOfAll, mayCutOff } from '../../../src/response/remediation/direction.ts';
import { bodyOf, changed, planFor, sideOf, targetOf } from '../../../src/response/remediation/plan.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { findRelated } from '../../../src/rules/policy/index.ts';

/** A case of a policy, as far as a remedy looks at it. */
interface Case {
  readonly name: string;
  readonly resource: Resource & { readonly id: string };
  readonly related?: readonly Resource[];
  readonly parameters?: unknown;
  readonly state: string;
}

const catalogue = loadCatalogue();
const remedied = catalogue.policies.filter(({ remedy }) => remedy !== undefined);
const now = '2026-03-01T08:00:00.000Z';

function casesOf(policy: string): readonly Case[] {
  const [file = ''] = globSync(`controls/policies/*/${policy}/cases.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as Case[]).filter(
    ({ parameters }) => parameters === undefined,
  );
}

test('at least twelve policies have a remedy', () => expect(remedied.length).toBeGreaterThanOrEqual(12));

test('these remedies may cut users off', () => {
  const cutting = remedied.filter(({ remedy }) => mayCutOff(remedy)).map(({ name }) => name);
  expect(cutting).toEqual([
    'cosmos-forbids-public-network',
    'disk-forbids-public-export',
    'key-vault-network-denies-by-default',
    'postgresql-forbids-public-network',
    'sql-server-forbids-public-network',
    'storage-forbids-shared-key-access',
    'storage-network-denies-by-default',
  ]);
});

test('what may cut users off says so to whoever approves it', () => {
  const silent = remedied.filter(
    ({ remedy }) => mayCutOff(remedy) && (remedy?.kind === 'task' || remedy?.caution === undefined),
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
});

describe.each(remedied.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  const { policy, remedy } = entry;
  const planned = casesOf(name).flatMap(({ resource, related = [], state }) => {
    if (state !== 'NonCompliant' || !remedy) return [];
    const id = targetOf(remedy, resource.id);
    const own = related.find((each) => each.name === id.split('/').at(-1));
    const target = id === resource.id ? resource : own;
    if (!target) return [];
    const plan = planFor(entry, resource, target, now);
    return plan.kind === 'plan' ? [{ plan: plan.plan, resource, related, target }] : [];
  });

  test('puts at least one failing case right, and widens nothing', () => {
    const after = planned.map(({ plan, resource, related, target }) => {
      const direction = directionOfAll(plan.changes, resourceTypeOf(plan.target));
      expect(direction).toBe(plan.cutsOff ? 'cuts-off' : 'narrows');
      expect(plan.cutsOff ?? false).toBe(mayCutOff(remedy));
      const written = changed(target, plan.changes);
      expect(sideOf(written, plan.changes)).toBe('after');
      const lookup = (query: Parameters<typeof findRelated>[1]) => ({
        resources: findRelated(
          related.map((each) => (each === target ? written : each)),
          query,
        ),
      });
      return policy.evaluate(target === resource ? { ...written, id: resource.id } : resource, {}, lookup)
        .state;
    });
    expect(after).toContain('Compliant');
    expect(after).not.toContain('Unknown');
  });

  test('sends what lies beside a setting as it was', () => {
    for (const { plan, target } of planned) {
      const body = bodyOf(plan, target);
      expect(
        sideOf(
          {
            ...target,
            ...body,
            properties: { ...(target['properties'] as object), ...(body['properties'] as object) },
          },
          plan.changes,
        ),
      ).toBe('after');
      expect(Object.keys(body)).not.toContain('id');
      for (const [property, value] of Object.entries(body['properties'] as object)) {
        const before = (target['properties'] as Record<string, unknown>)[property];
        if (typeof before === 'object' && before !== null)
          expect(value).toMatchObject(withoutChanged(before, plan.changes));
      }
    }
  });

  test('is within the role of the identity that writes', () => {
    for (const { plan } of planned)
      expect(role.Actions.map((action) => action.toLowerCase())).toContain(
        `${resourceTypeOf(plan.target)}/write`.toLowerCase(),
      );
  });
});

/** Members that no change sets. */
function withoutChanged(before: object, changes: readonly { readonly path: string }[]): object {
  const set = new Set(changes.map(({ path }) => path.split('.').at(-1)));
  return Object.fromEntries(Object.entries(before).filter(([name]) => !set.has(name)));
}
