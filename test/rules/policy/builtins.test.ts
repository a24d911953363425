import { estate } from '@phiwatch/sample-hospital';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../../../src/model/index.ts';
import { compilePolicy, parseAliases, resolveInitiative } from '../../../src/rules/policy/index.ts';
import type { Verdict } from '../../../src/rules/policy/index.ts';
import { readBuiltins } from '../../../tools/builtin-states/shared.ts';
import { compileAll, evaluateWithin, statesOf } from '../../../tools/builtin-states/states.ts';
import { needsShared } from '../../support/shared.ts';
import { deepFreeze } from './support.ts';

const NOW = '2026-01-01T00:00:00.000Z';

/** Why Azure refuses a definition, and so does the engine (formats.md names the last two). */
const REFUSALS = /cannot be used in a policy rule|cannot be used in a condition/;

const needed = needsShared('builtin-policies');
const none: ReturnType<typeof readBuiltins> = {
  definitions: [],
  aliases: parseAliases({}),
  initiatives: { HIPAA_HITRUST_audit: undefined, 'HITRUST_CSF_v11.3': undefined },
};

describe('built-in definitions', needed, () => {
  // The body of a suite that is skipped runs all the same.
  const { definitions, aliases, initiatives } = needed.skip ? none : readBuiltins();
  const compiled = compileAll(definitions, aliases);
  const policies = compiled.flatMap((each) => ('policy' in each ? [each.policy] : []));
  const resources = deepFreeze(estate());

  /** An explanation must not fail either; an error of the engine is no state. */
  function sound({ state, reason, fields }: Verdict): boolean {
    return !reason?.startsWith('internal error') && (state !== 'NonCompliant' || Array.isArray(fields));
  }

  test('all compile, or are refused for a reason that Azure gives', () => {
    expect(compiled).toHaveLength(250);
    const refused = compiled.flatMap((each) => ('refused' in each ? [each.refused] : []));
    expect(refused.filter((reason) => !REFUSALS.test(reason))).toEqual([]);
    expect(refused).toHaveLength(0);
  });

  test('over the sample estate each gives a state for every resource, with no internal error', () => {
    const evaluate = evaluateWithin(resources, NOW);
    const rows = compiled.map((each) => statesOf(each, resources, evaluate));
    for (const { counts, reasons } of rows) {
      expect(Object.values(counts).reduce((sum, n) => sum + n)).toBe(resources.length);
      expect(reasons.filter((reason) => reason.startsWith('internal error'))).toEqual([]);
    }
    const found = (state: Verdict['state']) => rows.filter(({ counts }) => counts[state] > 0).length;
    expect(found('NonCompliant')).toBeGreaterThan(20);
    expect(found('Compliant')).toBeGreaterThan(20);
  });

  test('data-plane modes are Unknown, never evaluated from Resource Manager', () => {
    const dataPlane = policies.filter(({ mode }) => mode.includes('.Data'));
    expect(dataPlane).toHaveLength(12);
    for (const policy of dataPlane) {
      for (const resource of resources.slice(0, 20)) {
        expect(policy.evaluate(resource).state).toBe(
          policy.effect === 'disabled' ? 'NotApplicable' : 'Unknown',
        );
      }
    }
  });

  const oddities = fc.constantFrom<unknown>(null, '', 'text', 0, 5, true, [], {}, [null], [[]], ['a', 5], {
    value: [],
  });

  /** Puts odd values, or nothing, in a few places of a resource. */
  const mutated = fc
    .tuple(
      fc.constantFrom(...resources),
      fc.array(fc.tuple(fc.nat(), fc.option(oddities, { nil: undefined })), { minLength: 1, maxLength: 4 }),
    )
    .map(([resource, changes]) => {
      const copy = structuredClone(resource) as Record<string, unknown>;
      for (const [at, value] of changes) {
        const places = placesIn(copy);
        const [holder, key] = places[at % places.length] ?? [copy, 'properties'];
        if (value === undefined) delete holder[key];
        else holder[key] = structuredClone(value);
      }
      return copy as Resource;
    });

  function placesIn(value: unknown): [holder: Record<string, unknown>, key: string][] {
    if (typeof value !== 'object' || value === null) return [];
    const holder = value as Record<string, unknown>;
    return Object.keys(holder).flatMap((key) => [
      [holder, key] as [typeof holder, string],
      ...placesIn(holder[key]),
    ]);
  }

  /** The estate with one resource in place of the one that has its id. */
  function withMutated(mutant: Resource): readonly Resource[] {
    return typeof mutant.type === 'string'
      ? resources.map((each) => (each.id === mutant.id ? mutant : each))
      : resources;
  }

  test('malformed resources, evaluated or related, neither throw nor are changed', () => {
    fc.assert(
      fc.property(mutated, (resource) => {
        deepFreeze(resource);
        const evaluate = evaluateWithin(withMutated(resource), NOW);
        const parents = resources.filter(
          ({ id }) => id !== resource.id && String(resource.id).startsWith(`${id}/`),
        );
        for (const each of [resource, ...parents]) {
          for (const policy of policies) expect(sound(evaluate(policy, each))).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['HIPAA_HITRUST_audit', 589, 93],
    ['HITRUST_CSF_v11.3', 218, 215],
  ] as const)(
    '%s resolves to %i policies; its %i technical ones compile as it binds them',
    (name, all, technical) => {
      const members = resolveInitiative(initiatives[name]);
      expect(members).toHaveLength(all);
      const byName = new Map(definitions.map((each) => [each.name, each]));
      const bound = members.flatMap(({ definitionId, parameters }) => {
        const definition = byName.get(definitionId.slice(definitionId.lastIndexOf('/') + 1));
        return definition ? [compilePolicy(definition, { aliases, parameters })] : [];
      });
      expect(bound).toHaveLength(technical);
      for (const policy of bound) expect(sound(policy.evaluate(resources[0] as Resource))).toBe(true);
    },
  );
});
