import { describe, expect, test } from 'vitest';
import { namesIn, notifyResponders, stepEvents } from '../../../src/response/responses/index.ts';
import type { Response, ResponsePorts, ResponseStep } from '../../../src/response/responses/index.ts';
import type { Occasion } from '../../../src/response/responses/response.ts';
import { candidateOf, driftOf, resourceIn } from '../../platform/store/samples.ts';
import { answering } from '../world.ts';
import { decisionSample, hour, responseOf } from './response-sample.ts';

const resourceId = resourceIn('clinic');
const words = { why: 'the finding is still open', next: 'correct the setting' };

/** What is enqueued for a channel about a response. */
async function told(occasion: Occasion, response: Response, more: Partial<ResponsePorts> = {}) {
  const world = await answering();
  await notifyResponders(occasion, `${response.id}|x`, response, words, { ...world.answerPorts, ...more });
  const [message] = world.outbox.added;
  return { ...world, message, content: message?.content };
}

describe('a message says who has read the resource', () => {
  const found = { principals: 2, reads: 31, since: 'S', until: 'U' };
  const rows: readonly [Occasion, 'none' | 'throws' | typeof found | undefined, string, string][] = [
    ['reminder', 'none', 'unknown: access logs are not connected', 'nothing can be known'],
    ['first', found, 'not known yet: logs arrive some minutes later', 'the drift is minutes old'],
    ['changed', found, 'not known yet: logs arrive some minutes later', 'this drift is, too'],
    ['reminder', found, '31 reads by 2 principals since S (logs read until U)', 'logs have come'],
    [
      'resolved',
      { ...found, principals: 1 },
      '31 reads by one principal since S (logs read until U)',
      'there is one',
    ],
    [
      'escalation',
      { ...found, principals: 0, reads: 0 },
      'nobody since S (logs read until U)',
      'there is none',
    ],
    ['decision', undefined, 'unknown: no access log covers this resource', 'no log tells of it'],
    ['resolved', 'throws', 'unknown: the logs could not be read', 'a message is not held up by logs'],
  ];
  test.each(rows)(
    'on the occasion %s, where the logs say %o: "%s", as %s',
    async (occasion, says, expected) => {
      const readers = () =>
        says === 'throws'
          ? Promise.reject(new TypeError('a defect'))
          : Promise.resolve(says === 'none' ? undefined : says);
      const { content, lines } = await told(occasion, responseOf(), says === 'none' ? {} : { readers });
      expect(content).toMatchObject({ readBy: expected });
      expect(lines.join('\n').includes('The readers of a resource could not be looked up')).toBe(
        says === 'throws',
      );
    },
  );

  const readAt = '2026-03-01T07:00:00.000Z';
  test.each<[string, Partial<Response>, string, string]>([
    [
      'when it was read until now',
      { drift: driftOf(resourceId, 2, { readAt }) },
      readAt,
      '2026-03-01T08:02:00.000Z',
    ],
    [
      'the change until it was closed',
      { drift: driftOf(resourceId, 2, { readAt, eventTime: '2026-03-01T06:59:50.000Z' }), closedAt: hour(5) },
      '2026-03-01T06:59:50.000Z',
      '2026-03-01T13:00:00.000Z',
    ],
  ])('from %s', async (_, more, from, to) => {
    const asked: string[][] = [];
    const readers = async (...about: string[]) => (asked.push(about), Promise.resolve(undefined));
    await told('reminder', responseOf(more), { readers });
    expect(asked).toEqual([[resourceId, from, to]]);
  });
});

describe('a message about a response', () => {
  test('leads to the page, names who made the change and when it ends, in the thread of its policy', async () => {
    const drift = driftOf(resourceId, 2, { actor: { objectId: 'ada', kind: 'User' } });
    const nameOf = (id: string) => Promise.resolve(id === 'ada' ? 'Ada of operations' : undefined);
    const { message, outbox } = await told('resolved', responseOf({ drift, closedAt: hour(5) }), {
      nameOf,
      pageAddress: 'https://phiwatch.example.org/api/page',
    });
    expect(message).toMatchObject({
      id: `response|${drift.id}|x`,
      kind: 'resolved',
      subject: `${drift.policy}|${resourceId.toLowerCase()}`,
      severity: 'high',
      content: {
        ...words,
        actor: 'ada',
        actorName: 'Ada of operations',
        dueAt: hour(24),
        until: hour(5),
        link: `https://phiwatch.example.org/api/page?response=${drift.id}`,
      },
    });
    expect(outbox.added.map(({ channel }) => channel)).toEqual(['ops', 'privacy']);
  });

  test('says nothing that is not known', async () => {
    const { content } = await told('reminder', responseOf());
    for (const name of ['actorName', 'until', 'link']) expect(content).not.toHaveProperty(name);
  });

  test.each<[string, ResponsePorts['nameOf']]>([
    ['there is no directory', undefined],
    ['the directory does not know them', () => Promise.resolve(undefined)],
    ['the directory cannot be read', () => Promise.reject(new Error('403'))],
  ])('names people by their ids where %s', async (_, nameOf) => {
    const drift = driftOf(resourceId, 2, { actor: { objectId: 'ada', kind: 'User' } });
    const { content } = await told('reminder', responseOf({ drift }), nameOf && { nameOf });
    expect(content).toMatchObject({ actor: 'ada' });
    expect(content).not.toHaveProperty('actorName');
  });
});

describe('the names of a response', () => {
  const actor = (objectId: string) => ({ objectId, kind: 'User' as const });
  const drift = driftOf(resourceId, 2, {
    actor: actor('actor'),
    candidates: [candidateOf('e1', 'candidate'), candidateOf('e2')],
  });
  const response = responseOf({
    drift,
    acknowledgedBy: 'keeper',
    remediation: { mode: 'ask', status: 'asked', askedBy: 'asker' },
    request: {
      kind: 'apply',
      planHash: 'h',
      askedAt: hour(0),
      expiresAt: hour(8),
      needed: 2,
      approvals: [{ who: 'approver', at: hour(1) }],
    },
    decision: { ...decisionSample('d'), by: ['decider'] },
  });
  const steps: readonly ResponseStep[] = [
    { n: 1, at: hour(0), what: 'claimed' },
    { n: 2, at: hour(1), what: 'snoozed', who: 'sleeper' },
    { n: 3, at: hour(2), what: 'acknowledged', who: 'keeper' },
  ];
  const writes = [{ intent: { approvedBy: ['writer', 'auto'] } }] as unknown as Parameters<
    typeof namesIn
  >[0]['writes'];
  const view = { headline: 'h', response, steps, writes };

  test('are those of all who stand in it, each looked up once; who is not known is left out', async () => {
    const { answerPorts } = await answering();
    const asked: string[] = [];
    const nameOf = (id: string) => (asked.push(id), Promise.resolve(id === 'auto' ? undefined : `Dr. ${id}`));
    const names = await namesIn(view, { ...answerPorts, nameOf });
    const people = ['actor', 'candidate', 'keeper', 'asker', 'approver', 'decider', 'sleeper', 'writer'];
    expect(names).toEqual(Object.fromEntries(people.map((id) => [id, `Dr. ${id}`])));
    expect(asked).toEqual([...people, 'auto']);
  });

  test('of a bare response, and where a mode has decided, are none', async () => {
    const { answerPorts } = await answering();
    const bare = responseOf({ decision: { ...decisionSample('d'), by: 'auto' } });
    const nameOf = (id: string) => Promise.resolve(id);
    const none = { headline: 'h', response: bare, steps: [], writes: [] };
    expect(await namesIn(none, { ...answerPorts, nameOf })).toEqual({});
  });

  test('are none where the directory cannot be read, which is on record', async () => {
    const { answerPorts, lines } = await answering();
    const nameOf = () => Promise.reject(new Error('403'));
    expect(await namesIn(view, { ...answerPorts, nameOf })).toEqual({});
    expect(lines.filter((line) => line.includes('The directory could not be read'))).toHaveLength(1);
  });
});

describe('a step that was noted', () => {
  test.each<[string, Partial<Response>, ResponseStep, Record<string, unknown>]>([
    ['by the system', {}, { n: 2, at: hour(1), what: 'notified' }, { status: 'waiting' }],
    [
      'by a person, without what they wrote',
      { remediation: { mode: 'ask', status: 'rejected', why: 'secret' } },
      { n: 2, at: hour(1), what: 'rejected', who: 'ada', why: 'secret' },
      { status: 'waiting', remediation: 'rejected', by: 'ada' },
    ],
    [
      'at the end',
      { status: 'closed', closure: 'exempt' },
      { n: 2, at: hour(1), what: 'closed', why: 'exempt' },
      { status: 'closed', closure: 'exempt' },
    ],
  ])('%s is published with where the response stands', async (_, more, step, data) => {
    const { responses } = await answering();
    const response = responseOf(more);
    const { id, drift } = response;
    await responses.claim(response, step);
    expect(await stepEvents(responses)(`${id}|2`)).toStrictEqual({
      id: `${id}|2`,
      type: `phiwatch.response.${step.what}`,
      subject: resourceId,
      time: hour(1),
      data: { driftId: id, policy: drift.policy, controls: drift.controls, severity: 'high', ...data },
    });
    expect(await stepEvents(responses)(`${id}|1`)).toBeUndefined();
    expect(await stepEvents(responses)('none|2')).toBeUndefined();
  });
});
