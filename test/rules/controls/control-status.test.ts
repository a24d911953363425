import { assert, constantFrom, property, tuple, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/model/states.ts';
import { controlStatus } from '../../../src/rules/controls/index.ts';
import type { Proof, ProofStatus, Shown } from '../../../src/rules/controls/index.ts';

const people = ['attestation', 'review', 'drill', 'inherited', 'decision'] as const;
const states: State[] = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant', 'NotApplicable'];
const standings: ProofStatus[] = ['current', 'expired', 'failed'];

const audit = { proofs: ['policies', 'review'], policies: ['audit-on'] } as const;
const shown = (policies: State, review?: ProofStatus): Shown => ({
  policies,
  proofs: new Map(review ? [['review', review]] : []),
});

describe('controlStatus', () => {
  test('is Compliant only when every proof is present and current', () => {
    expect(controlStatus(audit, shown('Compliant', 'current'))).toEqual({
      state: 'Compliant',
      summary: 'met: every proof is present and current',
      open: [],
    });
  });

  test('reads configuration alone as configured, operation not shown', () => {
    const expected = { state: 'Unknown', summary: 'configured, operation not shown', open: ['review'] };
    expect(controlStatus(audit, shown('Compliant'))).toEqual(expected);
    expect(controlStatus(audit, shown('Compliant', 'expired'))).toEqual(expected);
  });

  test('lets no review cover for configuration that is wrong or not known', () => {
    expect(controlStatus(audit, shown('NonCompliant', 'current'))).toMatchObject({
      state: 'NonCompliant',
      open: ['policies'],
    });
    expect(controlStatus(audit, shown('Unknown', 'current'))).toMatchObject({
      state: 'Unknown',
      summary: 'configuration not known',
      open: ['policies'],
    });
  });

  test('takes configuration that no policy looks at, or that was never evaluated, as not known', () => {
    const none = { ...audit, policies: [] };
    expect(controlStatus(none, shown('Compliant', 'current')).state).toBe('Unknown');
    expect(controlStatus(audit, { proofs: new Map([['review', 'current']]) }).state).toBe('Unknown');
  });

  test('is NonCompliant when a drill or a review failed', () => {
    const drilled = { proofs: ['attestation', 'drill'], policies: [] } as const;
    const given = new Map([
      ['attestation', 'current'],
      ['drill', 'failed'],
    ] as const);
    expect(controlStatus(drilled, { proofs: given })).toEqual({
      state: 'NonCompliant',
      summary: 'not met',
      open: ['drill'],
    });
  });

  test('is not counted as Compliant where its policies apply to nothing', () => {
    expect(controlStatus(audit, shown('NotApplicable', 'current')).state).toBe('NotApplicable');
    expect(controlStatus(audit, shown('NotApplicable')).state).toBe('Unknown');
  });

  test('never turns green with a proof missing, whatever else is shown', () => {
    const needed = uniqueArray(constantFrom<Proof[]>('policies', ...people), { minLength: 1 });
    const given = uniqueArray(tuple(constantFrom(...people), constantFrom(...standings)), {
      selector: ([proof]) => proof,
    });
    assert(
      property(needed, constantFrom(...states), given, (needed, policies, given) => {
        const proofs = new Map(given);
        const { state } = controlStatus({ proofs: needed, policies: ['some-policy'] }, { policies, proofs });
        const whole = needed.every((proof) =>
          proof === 'policies' ? policies === 'Compliant' : proofs.get(proof) === 'current',
        );
        expect(state === 'Compliant').toBe(whole);
      }),
    );
  });
});

describe('a decision on an addressable specification', () => {
  const encryption = { proofs: ['policies', 'decision'], policies: ['encrypted'] } as const;
  const decided = (policies: State, decision: 'alternative' | 'not-reasonable', standing?: ProofStatus) =>
    controlStatus(encryption, {
      policies,
      decision,
      proofs: new Map(standing ? [['decision', standing]] : []),
    });

  test('stands in for policies that are not met, and says so', () => {
    for (const policies of ['NonCompliant', 'Exempt'] as const) {
      expect(decided(policies, 'alternative', 'current')).toEqual({
        state: 'Compliant',
        summary: 'met by a documented alternative (164.306(d)(3))',
        open: [],
      });
      expect(decided(policies, 'not-reasonable', 'current')).toEqual({
        state: 'Exempt',
        summary: 'not implemented: documented as not reasonable (164.306(d)(3))',
        open: [],
      });
    }
  });

  test('relieves nothing of what could not be read', () => {
    expect(decided('Unknown', 'alternative', 'current').state).toBe('Unknown');
    expect(decided('Unknown', 'not-reasonable', 'current').state).toBe('Unknown');
  });

  test('changes nothing where the policies are met, and shows nothing once it is out of date', () => {
    expect(decided('Compliant', 'not-reasonable', 'current')).toMatchObject({
      state: 'Compliant',
      summary: 'met: every proof is present and current',
    });
    expect(decided('Compliant', 'alternative', 'expired').state).toBe('Unknown');
  });
});
