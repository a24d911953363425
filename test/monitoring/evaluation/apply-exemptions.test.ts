import { expect, test } from 'vitest';
import type { State } from '../../../src/model/states.ts';
import { unreadEvaluations, withExemptions } from '../../../src/monitoring/evaluation/index.ts';
import type { Evaluation } from '../../../src/monitoring/evaluation/index.ts';
import type { Exemption } from '../../../src/records/index.ts';
import { accountId, secureTransfer } from '../../support/fakes.ts';

const { name } = secureTransfer;
const at = '2026-03-01T08:00:00Z';
const exemption = (more: Partial<Exemption> = {}) => ({
  id: 'e',
  version: 1,
  recordedAt: at,
  value: {
    source: 'phiwatch',
    status: 'approved',
    scope: accountId,
    policies: [name],
    category: 'Waiver',
    ...more,
  } as Exemption,
});
const is = (state: State): Evaluation => ({
  kind: 'evaluated',
  state,
  reason: 'as the rule says',
  fields: [],
  values: { a: 1 },
  unread: false,
});
const apply = (evaluation: Evaluation, policy = secureTransfer, more: Partial<Exemption> = {}) =>
  withExemptions(new Map([[name, evaluation]]), [policy], accountId, [exemption(more)], at).get(name);

test.each<[State, why: string]>([
  ['NonCompliant', 'that is what it is for'],
  ['Compliant', 'it counts neither as good nor as bad while it holds'],
  ['Unknown', 'its settings were read, whatever they are'],
])('%s is Exempt, as %s', (state, _why) => {
  expect(apply(is(state))).toStrictEqual({
    ...is(state),
    state: 'Exempt',
    reason: 'exempt (exemption e) until it is taken back',
    exemption: 'e',
    underlying: state,
  });
});

test.each<[what: string, Evaluation, why: string]>([
  ['what the policy is not about', is('NotApplicable'), 'there is nothing to accept'],
  ['what could not be read', unreadEvaluations('denied'), 'nobody can be exempted from looking'],
  [
    'what cannot be read for now',
    { kind: 'stale', reason: 'HTTP 429', retryAfterSeconds: 1 },
    'the state stands',
  ],
])('%s is not exempt, as %s', (_what, evaluation, _why) => {
  expect(apply(evaluation)).toStrictEqual(evaluation);
});

test.each([
  ['may be exempted', true, 'Exempt'],
  ['may never be exempted', false, 'NonCompliant'],
  ['does not say so', undefined, 'Exempt'],
])('a policy that %s: %s', (_what, exemptable, state) => {
  const policy = { ...secureTransfer, ...(exemptable !== undefined && { exemptable }) };
  expect(apply(is('NonCompliant'), policy)).toMatchObject({ state });
});

test.each<[Partial<Exemption>, reason: string]>([
  [
    { ticket: 'CHG-17', expiresAt: '2026-04-01T00:00:00Z' },
    'exempt (exemption e) until 2026-04-01T00:00:00Z',
  ],
  [{ source: 'azure' }, 'exempt (in Azure) until it is taken back'],
])('%o is told as %s', (more, reason) => {
  expect(apply(is('NonCompliant'), secureTransfer, more)).toMatchObject({ reason });
});

test.each<[why: string, Partial<Exemption>]>([
  ['it was only asked for', { status: 'requested' }],
  ['it is over', { expiresAt: at }],
  ['it is for another policy', { policies: ['another'] }],
  ['it is for another resource', { scope: `${accountId}2` }],
])('an exemption leaves a fault as it is where %s', (_why, more) => {
  expect(apply(is('NonCompliant'), secureTransfer, more)).toStrictEqual(is('NonCompliant'));
});
