import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/model/index.ts';
import type { WriteIntent } from '../../../src/platform/store/index.ts';
import {
  closeByState,
  closureBy,
  decisionOf,
  endOf,
} from '../../../src/response/responses/close-if-resolved.ts';
import { closeIfResolved, closeResponse } from '../../../src/response/responses/index.ts';
import type { Remediation, Response } from '../../../src/response/responses/index.ts';
import type { Closure } from '../../../src/response/responses/response.ts';
import { driftOf, headOf, resourceIn, stateOf } from '../../platform/store/samples.ts';
import { answering } from '../world.ts';
import { decisionSample as decision, hour, responseOf } from './response-sample.ts';

const resourceId = resourceIn('clinic');
const { policy } = driftOf(resourceId, 2);
const remediation = (status: Remediation['status'], more: Partial<Remediation> = {}): Remediation => ({
  mode: 'ask',
  status,
  ...more,
});

async function world(more: Partial<Response> = {}) {
  const made = await answering();
  const response = responseOf(more);
  await made.responses.claim(response, { n: 2, at: hour(0), what: 'notified' });
  const { id } = response;
  const kept = () => made.responses.kept.get(id)?.value;
  return { ...made, response, id, kept };
}

/** A drift of sequence 2 to a state; the current state of its resource, and the sequence of that; the end, and why. */
test.each<[State, State | 'gone' | 'not-evaluated' | undefined, number, Closure | undefined, string]>([
  ['NonCompliant', 'NonCompliant', 2, undefined, 'it stands'],
  ['NonCompliant', 'NonCompliant', 5, undefined, 'it still stands later'],
  ['NonCompliant', 'Compliant', 3, 'resolved', 'the setting was corrected'],
  ['NonCompliant', 'Compliant', 2, 'resolved', 'the state of that drift itself says so'],
  ['NonCompliant', 'Compliant', 1, undefined, 'that state is older than the drift'],
  ['NonCompliant', 'Exempt', 3, 'exempt', 'the resource is exempt'],
  ['NonCompliant', 'NotApplicable', 3, 'not-applicable', 'the policy does not apply any more'],
  ['NonCompliant', 'not-evaluated', 3, 'not-applicable', 'the policy is gone'],
  ['NonCompliant', 'gone', 3, 'not-applicable', 'the resource was deleted'],
  ['NonCompliant', 'Unknown', 3, undefined, 'a resource that can no longer be read is not corrected by that'],
  ['NonCompliant', undefined, 0, undefined, 'nothing is known of the resource'],
  ['Unknown', 'Unknown', 2, undefined, 'it still cannot be read'],
  ['Unknown', 'NonCompliant', 3, 'superseded', 'what is seen at last has a drift of its own'],
  ['Unknown', 'Compliant', 3, 'resolved', 'it can be read, and complies'],
])('a drift to %s whose resource is now %s, of sequence %s, ends as %s: %s', (to, state, sequence, end) => {
  // What a deleted resource was is still on record.
  const was = state === 'gone' ? 'NonCompliant' : state;
  const states = was === 'not-evaluated' || was === undefined ? {} : { [policy]: stateOf({ state: was }) };
  const current =
    state === undefined
      ? undefined
      : headOf(resourceId, { sequence, states, ...(state === 'gone' && { gone: true }) });
  expect(endOf(driftOf(resourceId, 2, { to }), current)).toBe(end);
});

test.each<[State, Closure]>([
  ['Compliant', 'resolved'],
  ['Exempt', 'exempt'],
  ['NotApplicable', 'not-applicable'],
])('a drift to %s closes responses as %s', (state, closure) => {
  expect(closureBy(state)).toBe(closure);
});

describe('a decision to write', () => {
  /** The status of the remediation and of the response, and whether its decision is still to be carried out or read back. */
  const rows: readonly [Remediation['status'] | undefined, Response['status'], boolean][] = [
    [undefined, 'waiting', false],
    ['asked', 'waiting', false],
    ['decided', 'waiting', true],
    ['decided', 'escalated', true],
    ['decided', 'closed', true],
    ['written', 'waiting', true],
    ['written', 'closed', true],
    ['verified', 'waiting', true],
    ['verified', 'closed', false],
    ['blocked', 'waiting', false],
    ['reverted', 'closed', false],
  ];
  test.each(rows)(
    'of a remediation that is %s, of a response that is %s, is under way: %s',
    (at, status, isUnderWay) => {
      const response = responseOf({
        status,
        decision: decision('d.1'),
        ...(at !== undefined && { remediation: remediation(at) }),
      });
      expect(decisionOf(response)).toBe(isUnderWay ? 'd.1' : undefined);
      expect(decisionOf(undefined)).toBeUndefined();
    },
  );
});

describe('the end of a drift', () => {
  /** How far the remediation is, the decision of the write on record and its result, how the drift ends, and whether that closes the response. */
  const rows: readonly [
    Remediation['status'],
    string | undefined,
    string | undefined,
    Closure,
    boolean,
    string,
  ][] = [
    ['asked', undefined, undefined, 'resolved', true, 'somebody corrected it before phiwatch'],
    ['decided', undefined, undefined, 'resolved', true, 'nothing was written yet'],
    ['decided', 'd.1', undefined, 'resolved', false, 'a write is under way, and may have done it'],
    ['written', 'd.1', 'applied', 'resolved', false, 'our write did it, which is to be verified'],
    ['verified', 'd.1', 'applied', 'resolved', false, 'whoever verified it closes it'],
    ['decided', 'd.1', 'refused', 'resolved', true, 'Azure refused our write: somebody else did it'],
    ['decided', 'd.1', 'changed', 'resolved', true, 'our write came too late'],
    ['decided', 'd.0', 'applied', 'resolved', true, 'the write was of an earlier decision'],
    ['blocked', 'd.1', 'applied', 'resolved', true, 'people have taken it over'],
    ['written', 'd.1', 'applied', 'exempt', true, 'an exemption is no work of our write'],
    ['written', 'd.1', 'applied', 'not-applicable', true, 'nor is a deletion'],
  ];
  test.each(rows)(
    'where the remediation is %s, and a write of %s ended as %s: %s closes the response: %s, as %s',
    async (status, written, result, closure, closes) => {
      const { response, answerPorts, writes, kept } = await world({
        decision: decision('d.1'),
        remediation: remediation(status),
      });
      if (written !== undefined)
        writes.records.push({
          intent: { decision: written, attempt: 1, resourceId } as WriteIntent,
          ...(result !== undefined && { end: { result: result as 'applied', at: hour(1) } }),
        });
      expect(await closeByState(response, closure, answerPorts)).toBe(closes);
      expect(kept()?.status).toBe(closes ? 'closed' : 'waiting');
    },
  );

  test('is found when the response is looked at', async () => {
    const { id, answerPorts, store, kept, response } = await world();
    expect(await closeIfResolved('none', answerPorts)).toBeUndefined();
    expect(await closeIfResolved(id, answerPorts)).toEqual(response);
    const states = { [policy]: stateOf({ state: 'Compliant' }) };
    const read = store.read.bind(store);
    store.read = async (of) =>
      of === resourceId
        ? { current: headOf(resourceId, { sequence: 3, states }), etag: 'e', pending: [] }
        : read(of);
    expect(await closeIfResolved(id, answerPorts)).toBeUndefined();
    expect(kept()).toMatchObject({ status: 'closed', closure: 'resolved' });
    expect(await closeIfResolved(id, answerPorts)).toBeUndefined();
  });

  test('leaves open what waits for the verification of a write', async () => {
    const { id, answerPorts, store, response, writes } = await world({
      decision: decision('d.1'),
      remediation: remediation('written'),
    });
    writes.records.push({ intent: { decision: 'd.1', attempt: 1, resourceId } as WriteIntent });
    const states = { [policy]: stateOf({ state: 'Compliant' }) };
    store.read = () =>
      Promise.resolve({ current: headOf(resourceId, { sequence: 3, states }), etag: 'e', pending: [] });
    expect(await closeIfResolved(id, answerPorts)).toEqual(response);
  });
});

describe('a response that is closed', () => {
  /** What people were told before, how it ends, and whether they are told. */
  const rows: readonly [Partial<Response>, Closure, boolean, string][] = [
    [{ notified: true }, 'resolved', true, 'who was told of the drift is told of its end'],
    [{ notified: true }, 'remediated', true, 'also where phiwatch did it'],
    [{ notified: true }, 'exempt', true, 'or an exemption'],
    [{ notified: true }, 'not-applicable', true, 'or a deletion'],
    [{ notified: true }, 'superseded', false, 'the newer response goes on in the same thread'],
    [
      { notified: false, continues: true },
      'resolved',
      true,
      'people were told of the response before this one',
    ],
    [{ notified: false, continues: true }, 'superseded', false, 'the newer response goes on from both'],
    [{ notified: false }, 'resolved', false, 'nobody has heard of it'],
  ];
  test.each(rows)('of which %o, as %s, is told: %s, as %s', async (before, closure, isTold) => {
    const { id, answerPorts, said, kept, clock, responses, outbox } = await world(before);
    clock.advance(60);
    await closeResponse(id, closure, answerPorts);
    await closeResponse(id, closure, answerPorts);
    expect(said()).toEqual(isTold ? ['resolved resolved'] : []);
    expect(kept()).toMatchObject({ status: 'closed', closure, closedAt: clock.iso() });
    for (const { content } of outbox.added) expect(content).toMatchObject({ until: clock.iso() });
    expect((await responses.steps(id)).slice(1)).toEqual([
      { n: 3, at: clock.iso(), what: 'closed', why: closure },
    ]);
  });

  test.each<[Closure, string]>([
    ['resolved', 'complies with the policy again'],
    ['remediated', 'phiwatch corrected the setting'],
    ['exempt', 'is exempt from the policy'],
    ['not-applicable', 'no longer applies to the resource, or the resource was deleted'],
  ])('as %s says why: %s', async (closure, why) => {
    const { id, answerPorts, outbox } = await world();
    await closeResponse(id, closure, answerPorts);
    expect(outbox.added[0]?.content).toMatchObject({ why: expect.stringContaining(why) });
  });

  const nextAt = hour(5);
  test.each<[Remediation | undefined, Remediation | undefined, string]>([
    [undefined, undefined, 'there was none'],
    [
      remediation('asked'),
      remediation('none', { why: 'the drift has ended' }),
      'nobody has to approve it any more',
    ],
    [
      remediation('waiting', { mode: 'auto', nextAt, looped: true }),
      { mode: 'auto', status: 'none', why: 'the drift has ended' },
      'it is not proposed again',
    ],
    [
      remediation('verified', { why: 'read back', nextAt }),
      remediation('verified', { why: 'read back' }),
      'what was written can still be reverted',
    ],
  ])('leaves of the remediation %o no more than %o: %s', async (before, after) => {
    const { id, answerPorts, kept, due } = await world({ ...(before && { remediation: before }), nextAt });
    await due.add({ id, at: nextAt });
    await closeResponse(id, 'resolved', answerPorts);
    expect(kept()?.remediation).toEqual(after);
    expect(due.entries).toEqual([]);
  });

  test('by another meanwhile stays as that one closed it', async () => {
    const { id, answerPorts, kept, responses } = await world();
    responses.hook = async (at) => {
      if (at !== 'before response') return;
      responses.hook = () => undefined;
      await closeResponse(id, 'exempt', answerPorts);
    };
    await closeResponse(id, 'resolved', answerPorts);
    expect(kept()?.closure).toBe('exempt');
    await closeResponse('none', 'resolved', answerPorts);
  });
});
