import { describe, expect, test } from 'vitest';
import type { Drift } from '../../../src/model/drift.ts';
import { dispatchDrifts } from '../../../src/monitoring/changes/dispatch-drifts.ts';
import { accountId, createWorld, subscriptionId } from '../../support/fakes.ts';
import { driftOf } from '../../platform/store/samples.ts';

const noticesIn = ({ records }: ReturnType<typeof createWorld>['ports']) => records.notices.latest('2026-03');

describe('a drift goes to a response, to the notice of its group, or to both', () => {
  type Row = [
    Drift['cause'],
    from: Drift['from'],
    to: Drift['to'],
    goesTo: 'response' | 'notice' | 'both',
    why: string,
  ];
  test.each<Row>([
    ['resource', 'Compliant', 'NonCompliant', 'response', 'somebody changed it, and has to put it right'],
    ['resource', 'Compliant', 'Unknown', 'response', 'somebody changed it, and nobody can say to what'],
    ['resource', 'NonCompliant', 'Compliant', 'response', 'the response to the fault can be closed'],
    ['resource', 'NonCompliant', 'NotApplicable', 'response', 'the resource with the fault was deleted'],

    ['baseline', null, 'NonCompliant', 'notice', 'nobody changed anything: all of it was so before'],
    ['baseline', null, 'Unknown', 'notice', 'as above'],
    ['baseline', null, 'Compliant', 'notice', 'no response can have been open'],

    ['visibility', 'Compliant', 'Unknown', 'notice', 'a right to read was lost, mostly for many at a time'],
    ['visibility', 'Unknown', 'NonCompliant', 'response', 'somebody changed it while nobody could see'],
    ['visibility', 'Unknown', 'Compliant', 'response', 'the response to an earlier fault can be closed'],

    ['policy', 'Compliant', 'NonCompliant', 'notice', 'a stricter rule may find a whole estate wrong'],
    ['policy', 'Compliant', 'Unknown', 'notice', 'as above'],
    ['policy', 'NonCompliant', 'Compliant', 'both', 'a milder rule ends a fault'],
    ['policy', 'NonCompliant', 'NotApplicable', 'both', 'a policy that is gone ends a fault'],

    ['exemption', 'NonCompliant', 'Exempt', 'both', 'people have accepted the fault'],
    ['exemption', 'Exempt', 'NonCompliant', 'notice', 'the fault was known, and nobody changed it'],
    ['exemption', 'Exempt', 'Compliant', 'both', 'a fault was put right under an exemption'],

    ['scope', 'NotApplicable', 'NonCompliant', 'notice', 'an assignment covers more than before'],
    ['scope', 'NonCompliant', 'NotApplicable', 'both', 'nobody asks for it to be right any more'],
  ])('by %s from %s to %s: %s, as %s', async (cause, from, to, goesTo, _why) => {
    const { ports, respond, store } = createWorld();
    const drift = driftOf(accountId, 1, { cause, from, to });
    await dispatchDrifts([drift], ports);
    const places = respond.messages.map(({ body }) => ({ response: body }));
    const notices = (await noticesIn(ports)).map(({ value }) => ({ notice: value }));
    const { resourceId, sequence, recordedAt } = drift;
    const expected = {
      response: [{ response: { resourceId, sequence, recordedAt } }],
      notice: [{ notice: { kind: 'drifts', cause, at: recordedAt, subscriptionId } }],
    };
    expect([...places, ...notices]).toMatchObject(
      goesTo === 'both' ? [...expected.response, ...expected.notice] : expected[goesTo],
    );
    expect(store.journal()).toEqual([drift]);
  });
});

test.each([
  ['began', { from: 'NonCompliant', to: 'Exempt' }],
  ['ended', { from: 'Exempt', to: 'NonCompliant' }],
] as const)('the notice of an exemption that %s says so', async (what, change) => {
  const { ports } = createWorld();
  await dispatchDrifts([driftOf(accountId, 1, { cause: 'exemption', exemption: 'e', ...change })], ports);
  const group = `exemption|${subscriptionId}|e|${what}`;
  expect(await noticesIn(ports)).toMatchObject([{ id: `drifts|${group}`, value: { group } }]);
});

describe('of drifts that go to a notice, two', () => {
  const morning = { cause: 'baseline', recordedAt: '2026-03-01T10:00:00.000Z' } as const;
  const evening = { ...morning, recordedAt: '2026-03-01T23:59:59.999Z' };
  const midnight = { ...morning, recordedAt: '2026-03-02T00:00:00.000Z' };
  const inCapitals = { ...morning, resourceId: accountId.toUpperCase() };
  const elsewhere = { ...morning, resourceId: accountId.replaceAll('1', '2') };
  const policy = { cause: 'policy', policy: 'a', policyVersion: '1.0.0' } as const;
  const exemption = { cause: 'exemption', exemption: 'one', to: 'Exempt' } as const;

  test.each<[which: string, notices: 1 | 2, first: Partial<Drift>, second: Partial<Drift>]>([
    ['were found on one day', 1, morning, evening],
    ['were found on one day, whatever the policy', 1, morning, { ...evening, policy: 'b' }],
    ['were found on two days', 2, evening, midnight],
    ['have two causes', 2, morning, { ...morning, cause: 'scope' }],
    ['lie in one subscription, however it is spelled', 1, morning, inCapitals],
    ['lie in two subscriptions', 2, morning, elsewhere],
    ['come by one version of a policy', 1, policy, { ...policy, recordedAt: midnight.recordedAt }],
    ['come by two versions of a policy', 2, policy, { ...policy, policyVersion: '2.0.0' }],
    ['come by two policies', 2, policy, { ...policy, policy: 'b' }],
    ['come by one exemption', 1, exemption, { ...exemption, recordedAt: midnight.recordedAt }],
    ['come by its begin and by its end', 2, exemption, { ...exemption, to: 'NonCompliant' }],
    ['come by two exemptions', 2, exemption, { ...exemption, exemption: 'two' }],
  ])('that %s make %i', async (_which, notices, first, second) => {
    const { ports } = createWorld();
    await dispatchDrifts([driftOf(accountId, 1, first), driftOf(accountId, 2, second)], ports);
    expect(await noticesIn(ports)).toHaveLength(notices);
  });
});
