import { expect, test } from 'vitest';
import type { WriteIntent } from '../../../src/platform/store/index.ts';
import { openResponses, responseView } from '../../../src/response/responses/index.ts';
import type { Response } from '../../../src/response/responses/index.ts';
import { driftOf, resourceIn } from '../../platform/store/samples.ts';
import { answering } from '../world.ts';
import { hour, responseOf } from './response-sample.ts';

async function world(there: readonly Response[]) {
  const made = await answering();
  for (const each of there) {
    await made.responses.claim(each, { n: 2, at: hour(0), what: 'notified' });
    await made.due.add({ id: each.id, at: hour(1) });
  }
  return made;
}

test('what is open is listed once, what is due first in front, with what a list shows of it', async () => {
  const of = (name: string, dueIn: number, more: Partial<Response> = {}) =>
    responseOf({ drift: driftOf(resourceIn('clinic', name), 2), dueAt: hour(dueIn), ...more });
  const phi = driftOf(resourceIn('clinic', 'phi'), 2, {
    phi: true,
    organization: 'north',
    effectiveSeverity: 'critical',
    failure: 'accepts unencrypted connections',
  });
  const there = [
    of('later', 72),
    of('soon', 4, { drift: phi, dueAt: hour(4) }),
    of('next', 24),
    of('over', 1, { status: 'closed' }),
  ];
  const { answerPorts, due } = await world(there);
  // A crash may leave an entry of before, or one of a response that there is not.
  await due.add({ id: phi.id, at: hour(2) });
  await due.add({ id: 'none', at: hour(0) });
  const listed = await openResponses(answerPorts);
  expect(listed.map(({ headline }) => headline.split(' ')[0])).toEqual(['phi', 'next', 'later']);
  expect(listed[0]).toEqual({
    id: phi.id,
    status: 'waiting',
    openedAt: hour(0),
    dueAt: hour(4),
    escalations: 0,
    notified: true,
    resourceId: phi.resourceId,
    policy: phi.policy,
    title: phi.title,
    headline: 'phi accepts unencrypted connections',
    severity: 'critical',
    phi: true,
    organization: 'north',
  });
  expect(listed[1]).toMatchObject({ severity: 'high', phi: false });
  expect(listed[1]).not.toHaveProperty('organization');
});

test('a response is shown with its steps, and with the writes that were made because of it alone', async () => {
  const response = responseOf();
  const { id } = response;
  const { answerPorts, writes } = await world([response]);
  for (const decision of [`${id}.1`, `${id}.2`, `${id}0.1`, 'other.1'])
    writes.records.push({ intent: { decision, resourceId: response.drift.resourceId } as WriteIntent });
  const view = await responseView(id, answerPorts);
  expect(view).toMatchObject({ response, steps: [{ n: 2, what: 'notified' }] });
  expect(view?.headline).toContain('imaging does not comply with');
  expect(view?.writes.map(({ intent }) => intent.decision)).toEqual([`${id}.1`, `${id}.2`]);
  expect(await responseView('none', answerPorts)).toBeUndefined();
});

test('a long list is read many at once, not one after the other', async () => {
  const names = Array.from({ length: 100 }, (_, n) => `r${n}`);
  const { answerPorts } = await world(
    names.map((name) => responseOf({ drift: driftOf(resourceIn('clinic', name), 2) })),
  );
  let [reading, most] = [0, 0];
  const responses: typeof answerPorts.responses = {
    ...answerPorts.responses,
    async read(id) {
      reading += 1;
      most = Math.max(most, reading);
      const found = await answerPorts.responses.read(id);
      reading -= 1;
      return found;
    },
  };
  expect(await openResponses({ ...answerPorts, responses })).toHaveLength(100);
  expect(most).toBeGreaterThanOrEqual(16);
});
