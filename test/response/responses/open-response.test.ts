import { describe, expect, test } from 'vitest';
import type { Cause, Drift, Severity, State } from '../../../src/model/index.ts';
import { closeResponse, notifyOpened, openResponse } from '../../../src/response/responses/index.ts';
import type { Response } from '../../../src/response/responses/index.ts';
import { driftOf, headOf, resourceIn, stateOf } from '../../platform/store/samples.ts';
import { answering } from '../world.ts';
import { hour, responseOf } from './response-sample.ts';

const resourceId = resourceIn('clinic');
const { policy } = driftOf(resourceId, 2);

/** A world in which these drifts are in the journal, and these responses are there. */
async function world(drifts: readonly Drift[], there: readonly Response[] = []) {
  const made = await answering();
  made.store.find = ({ sequence }) => Promise.resolve(drifts.find((each) => each.sequence === sequence));
  for (const each of there) await made.responses.claim(each, { n: 2, at: hour(0), what: 'notified' });
  const open = (sequence: number) =>
    openResponse({ resourceId, sequence, recordedAt: '2026-03-01T10:00:00.500Z' }, made.answerPorts);
  const kept = (sequence: number) => made.responses.kept.get(driftOf(resourceId, sequence).id)?.value;
  return { ...made, open, kept };
}

describe('a drift', () => {
  test.each<[Cause, State, boolean, string]>([
    ['resource', 'NonCompliant', true, 'somebody changed the resource'],
    ['resource', 'Unknown', true, 'the resource changed to what cannot be evaluated'],
    ['resource', 'Compliant', false, 'nothing is wrong'],
    ['resource', 'Exempt', false, 'it is accepted'],
    ['resource', 'NotApplicable', false, 'the policy does not ask for it'],
    ['visibility', 'NonCompliant', true, 'it is seen for the first time after it could not be read'],
    ['visibility', 'Unknown', false, 'nobody changed the resource: it cannot be read'],
    ['baseline', 'NonCompliant', false, 'one notice tells of all that was found at first'],
    ['policy', 'NonCompliant', false, 'one notice tells of all that a new version finds'],
    ['exemption', 'NonCompliant', false, 'one notice tells of an exemption that ended'],
    ['scope', 'NonCompliant', false, 'one notice tells of all that came into scope'],
  ])('by %s to %s opens a response: %s, as %s', async (cause, to, opens) => {
    const { open, kept, due } = await world([driftOf(resourceId, 2, { cause, to })]);
    expect(await open(2)).toBe(opens ? driftOf(resourceId, 2).id : undefined);
    expect(kept(2)?.status).toBe(opens ? 'open' : undefined);
    expect(due.entries).toHaveLength(opens ? 1 : 0);
  });

  test.each<[Severity, Severity | undefined, number]>([
    ['critical', undefined, 4],
    ['high', undefined, 24],
    ['medium', undefined, 72],
    ['low', undefined, 168],
    ['high', 'critical', 4],
  ])('of severity %s, that PHI raises to %s, is due within %s hours', async (severity, raised, hours) => {
    const drift = driftOf(resourceId, 2, { severity, ...(raised && { effectiveSeverity: raised }) });
    const { open, kept, clock, published } = await world([drift]);
    await open(2);
    expect(kept(2)).toMatchObject({ openedAt: clock.iso(), dueAt: clock.iso(hours * 3_600), step: 1 });
    // If what follows is lost, the clock goes on with it after five minutes.
    expect(kept(2)?.nextAt).toBe(clock.iso(300));
    expect(kept(2)?.remediation).toEqual({ mode: 'observe', status: 'waiting', nextAt: clock.iso(300) });
    expect(published.entries.map(({ id }) => id)).toContain(`answer|${drift.id}|1`);
  });

  test('that comes twice is taken up once, and is once in the schedule', async () => {
    const { open, kept, due, clock } = await world([driftOf(resourceId, 2)]);
    await open(2);
    const first = kept(2);
    await open(2);
    expect(due.entries).toHaveLength(1);
    clock.advance(60);
    await open(2);
    expect(due.entries).toEqual([{ id: first?.id, at: first?.nextAt }]);
    expect(kept(2)).toEqual(first);
  });

  test('that is just recorded is found beside the state of its resource; before, its message comes again', async () => {
    const { open, kept, store } = await world([]);
    await expect(open(2)).rejects.toThrow('is not in the journal yet');
    store.read = () =>
      Promise.resolve({
        current: headOf(resourceId, { sequence: 2, states: { [policy]: stateOf() } }),
        etag: 'e',
        pending: [driftOf(resourceId, 1, { policy: 'another' }), driftOf(resourceId, 2)],
      });
    await open(2);
    expect(kept(2)).toMatchObject({ status: 'open', drift: { sequence: 2, policy } });
    await expect(open(3)).rejects.toThrow('is not in the journal yet');
  });

  test('that has ended by the time it is taken up is closed at once', async () => {
    const { open, kept, store, said } = await world([driftOf(resourceId, 2)]);
    const current = headOf(resourceId, {
      sequence: 3,
      states: { [policy]: stateOf({ state: 'Compliant' }) },
    });
    store.read = () => Promise.resolve({ current, etag: 'e', pending: [] });
    await open(2);
    expect(kept(2)).toMatchObject({ status: 'closed', closure: 'resolved' });
    expect(said()).toEqual([]);
  });
});

describe('of the responses that are open beside a drift', () => {
  const drift = driftOf(resourceId, 2);
  const older = {
    'people were told of': responseOf({ drift }),
    'nobody has heard of': responseOf({ drift, notified: false }),
    'goes on from one before': responseOf({ drift, notified: false, continues: true }),
    'is of another policy': responseOf({ drift: { ...drift, policy: 'another' } }),
  };

  /** The state that a drift leads to, the older response, how that is closed, and whether the new one continues it. */
  test.each<[State, keyof typeof older, string | undefined, true | undefined]>([
    ['NonCompliant', 'people were told of', 'superseded', true],
    ['NonCompliant', 'nobody has heard of', 'superseded', undefined],
    ['NonCompliant', 'goes on from one before', 'superseded', true],
    ['NonCompliant', 'is of another policy', undefined, undefined],
    ['Compliant', 'people were told of', 'resolved', undefined],
    ['Exempt', 'people were told of', 'exempt', undefined],
    ['NotApplicable', 'people were told of', 'not-applicable', undefined],
    ['Compliant', 'is of another policy', undefined, undefined],
  ])('to %s, one that %s is closed as %s, and continued: %s', async (to, which, closure, continues) => {
    const { open, kept } = await world([driftOf(resourceId, 3, { to })], [older[which]]);
    await open(3);
    expect(kept(2)?.closure).toBe(closure);
    expect(kept(3)?.continues).toBe(continues);
  });

  test.each<[string, Partial<Drift>, boolean]>([
    ['a newer one of the policy stays, and the older drift is superseded', {}, true],
    ['one of another policy has nothing to do with it', { policy: 'another' }, false],
  ])('%s', async (_, more, isSuperseded) => {
    const newer = responseOf({ drift: driftOf(resourceId, 4, more) });
    const { open, kept } = await world([driftOf(resourceId, 3)], [newer]);
    await open(3);
    expect(kept(4)?.status).toBe('waiting');
    expect(kept(3)?.closure).toBe(isSuperseded ? 'superseded' : undefined);
  });
});

describe('of a new response', () => {
  test.each<[Partial<Response>, readonly string[], Response['status'], string]>([
    [{ status: 'open' }, ['first first'], 'waiting', 'nobody was told'],
    [
      { status: 'open', continues: true },
      ['changed first'],
      'waiting',
      'people were told of the one before it',
    ],
    [{ status: 'waiting', notified: true }, [], 'waiting', 'people were told already'],
    [{ status: 'disputed', notified: true }, [], 'disputed', 'they were, before somebody disputed it'],
    [{ status: 'disputed' }, ['first first'], 'disputed', 'who disputes it does not keep it from others'],
    [{ status: 'closed' }, [], 'closed', 'it is over'],
  ])('with %o, people are told %o and it is %s then, as %s', async (more, told, status) => {
    const response = responseOf({ notified: false, ...more });
    const { answerPorts, said, responses } = await world([], [response]);
    await notifyOpened(response.id, answerPorts);
    await notifyOpened(response.id, answerPorts);
    expect(said()).toEqual(told);
    const steps = (await responses.steps(response.id)).slice(1).map(({ what }) => what);
    expect(steps).toEqual(told.length > 0 ? ['notified'] : []);
    const kept = responses.kept.get(response.id)?.value;
    expect(kept).toMatchObject({ status, notified: told.length > 0 || more.notified === true });
  });

  test('nobody is told whose drift has ended meanwhile', async () => {
    const response = responseOf({ status: 'open', notified: false });
    const { answerPorts, said, store, responses } = await world([], [response]);
    const current = headOf(resourceId, { sequence: 3, states: { [policy]: stateOf({ state: 'Exempt' }) } });
    store.read = () => Promise.resolve({ current, etag: 'e', pending: [] });
    await notifyOpened(response.id, answerPorts);
    expect(said()).toEqual([]);
    expect(responses.kept.get(response.id)?.value).toMatchObject({ status: 'closed', closure: 'exempt' });
  });

  test('that is closed while people are told stays closed', async () => {
    const response = responseOf({ status: 'open', notified: false });
    const { answerPorts, responses } = await world([], [response]);
    responses.hook = async (at) => {
      if (at !== 'before response') return;
      responses.hook = () => undefined;
      await closeResponse(response.id, 'resolved', answerPorts);
    };
    await notifyOpened(response.id, answerPorts);
    expect(responses.kept.get(response.id)?.value).toMatchObject({ status: 'closed', closure: 'resolved' });
  });

  test('that another has moved on meanwhile, the state stands', async () => {
    const response = responseOf({ status: 'open', notified: false });
    const { answerPorts, responses } = await world([], [response]);
    responses.hook = async (at) => {
      if (at !== 'before response') return;
      responses.hook = () => undefined;
      await notifyOpened(response.id, answerPorts);
    };
    await notifyOpened(response.id, answerPorts);
    expect((await responses.steps(response.id)).map(({ what }) => what)).toEqual(['notified', 'notified']);
  });
});
