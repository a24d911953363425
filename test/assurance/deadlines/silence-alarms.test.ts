import { expect, test } from 'vitest';
import { health } from '../../../src/assurance/posture/index.ts';
import { noticeText, severityOfNotice } from '../../../src/assurance/deadlines/notice-text.ts';
import { runDeadlines } from '../../../src/assurance/deadlines/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { noticesSince } from '../../../src/records/index.ts';
import { account, accountId, budget, createWorld, eventOf } from '../../support/fakes.ts';

const hours = (count: number) => count * 3_600;

test('events that stop are told of once, and leave health degraded until they come again', async () => {
  const { ports, clock, azure } = createWorld();
  azure.put(account(true));
  const hear = () => handleEvent(eventOf(accountId, clock.iso(-90)), ports, budget);
  const silences = async () => {
    await runDeadlines(ports);
    const notices = await noticesSince('2026-01-01T00:00:00.000Z', ports);
    return notices.map(({ value }) => value).filter(({ kind }) => kind === 'events-silent');
  };
  for (let hour = 0; hour < 30; hour += 1) {
    await hear();
    clock.advance(hours(1));
  }
  expect(await silences()).toEqual([]);
  expect((await health(ports)).silent).toEqual([]);
  clock.advance(hours(6));
  const [notice, ...more] = await silences();
  expect(more).toEqual([]);
  expect(notice).toMatchObject({ kind: 'events-silent', longestPauseHours: 0 });
  expect(await health(ports)).toMatchObject({
    status: 'degraded',
    silent: [{ subscriptionId: ports.subscriptions[0], silentHours: 6, longestPauseHours: 0 }],
  });
  clock.advance(hours(6));
  expect(await silences()).toHaveLength(1);
  expect(notice && severityOfNotice(notice)).toBe('high');
  expect(notice && noticeText(notice).title).toMatch(/^No events have come in subscription \S+ since 2026-/);

  await hear();
  expect((await health(ports)).silent).toEqual([]);
});
