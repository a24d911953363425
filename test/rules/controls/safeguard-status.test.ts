import { assert, constantFrom, property, tuple, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/model/states.ts';
import { standingOf } from '../../../src/rules/controls/index.ts';
import type { Proof, ProofStatus, Shown } from '../../../src/rules/controls/index.ts';

const people = ['attestation', 'review', 'drill', 'inherited', 'decision'] as const;
const states: State[] = ['NonCompliant', 'Unknown', 'Exempt', 'Compliant', 'NotApplicable'];
const standings: ProofStatus[] = ['current', 'expired', 'failed', 'partial'];

const audit = { proofs: ['policies', 'review'], policies: ['audit-on'] } as const;
const shown = (policies: State, review?: ProofStatus, more: Partial<Shown> = {}): Shown => ({
  policies,
  proofs: new Map(review ? [['review', review]] : []),
  ...more,
});

describe('the status of a safeguard', () => {
  test.each<[what: string, shown: Shown, status: string, summary: string, open: readonly Proof[]]>([
    [
      'everything',
      shown('Compliant', 'current'),
      'proofs-on-record',
      'Every proof that is asked for is on record',
      [],
    ],
    ['the configuration alone', shown('Compliant'), 'unknown', 'Unknown: no review on record', ['review']],
    [
      'a review that has expired',
      shown('Compliant', 'expired'),
      'unknown',
      'Unknown: the review has expired',
      ['review'],
    ],
    [
      'findings, whatever the review says',
      shown('NonCompliant', 'current', { findings: { open: 3, accepted: 1 } }),
      'findings-open',
      '3 findings open',
      ['policies'],
    ],
    [
      'one finding, and a review that failed',
      shown('NonCompliant', 'failed', { findings: { open: 1, accepted: 0 } }),
      'findings-open',
      '1 finding open; the review found that it is not in place',
      ['policies', 'review'],
    ],
    [
      'a review that failed',
      shown('Unknown', 'failed'),
      'findings-open',
      'The review found that it is not in place',
      ['review'],
    ],
    [
      'what could not be read',
      shown('Unknown', 'current'),
      'unknown',
      'Unknown: the configuration is not known',
      ['policies'],
    ],
    [
      'neither',
      shown('Unknown'),
      'unknown',
      'Unknown: the configuration is not known; no review on record',
      ['policies', 'review'],
    ],
    [
      'PHI where no policy looks',
      shown('Compliant', 'current', { unevaluated: 2 }),
      'unknown',
      'Unknown: PHI in 2 resources of types that no policy here judges',
      ['policies'],
    ],
    [
      'the same, with nothing else to look at',
      shown('NotApplicable', 'current', { unevaluated: 1 }),
      'unknown',
      'Unknown: PHI in 1 resource of types that no policy here judges',
      ['policies'],
    ],
    [
      'the same, beside findings',
      shown('NonCompliant', 'current', { unevaluated: 1, findings: { open: 2, accepted: 0 } }),
      'findings-open',
      '2 findings open',
      ['policies'],
    ],
    [
      'what somebody has accepted',
      shown('Exempt', 'current', { findings: { open: 0, accepted: 2 } }),
      'risk-accepted',
      'Risk accepted in 2 places: not in place there',
      [],
    ],
    [
      'policies that find nothing to look at',
      shown('NotApplicable', 'current'),
      'proofs-on-record',
      'Every proof that is asked for is on record',
      [],
    ],
    [
      'what is not for this organization',
      shown('NonCompliant', 'failed', { doesNotApply: 'the organization is no health plan' }),
      'does-not-apply',
      'Does not apply: the organization is no health plan',
      [],
    ],
  ])('with %s', (_what, given, status, summary, open) => {
    expect(standingOf(audit, given)).toEqual({ status, summary, open });
  });

  test('does not apply where policies alone are asked, and find nothing to look at', () => {
    const alone = { proofs: ['policies'], policies: ['audit-on'] } as const;
    expect(standingOf(alone, { policies: 'NotApplicable' })).toEqual({
      status: 'does-not-apply',
      summary: 'Does not apply: nothing here that its policies look at',
      open: [],
    });
  });

  test('is unknown where no policy looks at it, or none was evaluated', () => {
    const none = { ...audit, policies: [] };
    expect(standingOf(none, shown('Compliant', 'current'))).toMatchObject({
      status: 'unknown',
      summary: 'Unknown: no policy here looks at it',
    });
    expect(standingOf(audit, { proofs: new Map([['review', 'current']]) }).status).toBe('unknown');
  });

  test('says what is wrong with a drill', () => {
    const drilled = { proofs: ['attestation', 'drill'], policies: [] } as const;
    const of = (drill?: ProofStatus) =>
      standingOf(drilled, {
        proofs: new Map<Exclude<Proof, 'policies'>, ProofStatus>([
          ['attestation', 'current'],
          ...(drill ? ([['drill', drill]] as const) : []),
        ]),
      }).summary;
    expect(of()).toBe('Unknown: not drilled yet');
    expect(of('partial')).toBe('Unknown: drilled in part');
    expect(of('expired')).toBe('Unknown: the last drill was too long ago');
    expect(of('failed')).toBe('The last drill failed');
  });

  test('says what is missing of what is inherited', () => {
    const inherited = { proofs: ['inherited'], policies: [] } as const;
    expect(standingOf(inherited, { proofs: new Map([['inherited', 'partial']]) })).toEqual({
      status: 'unknown',
      summary: "Unknown: the agreement is on record, and no report of Microsoft's that is recent enough",
      open: ['inherited'],
    });
  });

  test('never has all proofs on record with one missing, whatever else is shown', () => {
    const needed = uniqueArray(constantFrom<Proof[]>('policies', ...people), { minLength: 1 });
    const given = uniqueArray(tuple(constantFrom(...people), constantFrom(...standings)), {
      selector: ([proof]) => proof,
    });
    const nobody = constantFrom(0, 1);
    assert(
      property(needed, constantFrom(...states), given, nobody, (needed, policies, given, unevaluated) => {
        const proofs = new Map(given);
        const { status } = standingOf(
          { proofs: needed, policies: ['some-policy'] },
          { policies, proofs, unevaluated },
        );
        const each = needed.map((proof) =>
          proof === 'policies'
            ? unevaluated === 0 && (policies === 'Compliant' || policies === 'NotApplicable')
            : proofs.get(proof) === 'current',
        );
        const isNothing = needed.length === 1 && needed[0] === 'policies' && policies === 'NotApplicable';
        expect(status === 'proofs-on-record').toBe(each.every(Boolean) && !isNothing);
      }),
    );
  });
});

describe('a decision on an addressable specification', () => {
  const encryption = { proofs: ['policies', 'decision'], policies: ['encrypted'] } as const;
  const decided = (policies: State, decision: 'alternative' | 'not-reasonable', standing?: ProofStatus) =>
    standingOf(encryption, {
      policies,
      decision,
      findings: { open: 2, accepted: 1 },
      proofs: new Map(standing ? [['decision', standing]] : []),
    });

  test('stands in for findings, and says so', () => {
    for (const policies of ['NonCompliant', 'Exempt'] as const) {
      expect(decided(policies, 'alternative', 'current')).toEqual({
        status: 'proofs-on-record',
        summary:
          'Every proof that is asked for is on record, a documented alternative among them (164.306(d)(3))',
        open: [],
      });
      expect(decided(policies, 'not-reasonable', 'current')).toEqual({
        status: 'risk-accepted',
        summary:
          'Risk accepted in 3 places: not in place there, documented as not reasonable (164.306(d)(3))',
        open: [],
      });
    }
  });

  test('relieves nothing of what could not be read', () => {
    expect(decided('Unknown', 'alternative', 'current').status).toBe('unknown');
    expect(decided('Unknown', 'not-reasonable', 'current').status).toBe('unknown');
  });

  test('changes nothing where nothing is found, and shows nothing once it is out of date', () => {
    expect(decided('Compliant', 'not-reasonable', 'current').status).toBe('proofs-on-record');
    expect(decided('Compliant', 'alternative', 'expired').status).toBe('unknown');
  });
});
