import { describe, expect, test } from 'vitest';
import type { ScanGap } from '../../../src/model/resource-state.ts';
import { Gaps, notingGaps } from '../../../src/monitoring/evaluation/index.ts';
import type { ReadFailure } from '../../../src/platform/azure/types.ts';
import { accountId, FakeAzure, FakeClock, group, subscription } from '../../support/fakes.ts';

describe('gaps', () => {
  test('of one kind and subject are one, with their count and the first reason', () => {
    const gaps = new Gaps();
    gaps.add('denied', group);
    gaps.add('denied', group.toUpperCase(), 3, 'HTTP 403');
    gaps.add('denied', group, 1, 'another reason');
    expect(gaps.all()).toStrictEqual([{ kind: 'denied', subject: group, count: 5, reason: 'HTTP 403' }]);
  });

  test('of two kinds or subjects are two, by kind and then by subject', () => {
    const gaps = new Gaps();
    gaps.addAll([
      { kind: 'unmapped', subject: 'a' },
      { kind: 'denied', subject: 'b', count: 0 },
      { kind: 'denied', subject: 'a', count: 2, reason: 'HTTP 403' },
    ]);
    expect(gaps.all()).toStrictEqual([
      { kind: 'denied', subject: 'a', count: 2, reason: 'HTTP 403' },
      { kind: 'denied', subject: 'b', count: 0 },
      { kind: 'unmapped', subject: 'a', count: 1 },
    ]);
  });
});

describe('a read that fails', () => {
  const storage = 'Microsoft.Storage/storageAccounts';
  const denied = (subject: string) => ({
    kind: 'denied',
    subject,
    count: 1,
    reason: 'read denied (because)',
  });

  test.each<[ReadFailure['kind'], id: string, gaps: readonly object[], why: string]>([
    ['denied', accountId, [denied(group)], 'a right to read is mostly that to a group'],
    ['denied', subscription, [denied(subscription)], 'this lies in no group'],
    [
      'malformed',
      accountId,
      [{ kind: 'malformed', subject: accountId, count: 1, reason: 'answer not understood (because)' }],
      'it is the answer of one resource',
    ],
    [
      'unmapped',
      accountId,
      [{ kind: 'unmapped', subject: storage, count: 1, reason: 'no way to read it (because)' }],
      'it is so for all of the type',
    ],
    ['throttled', accountId, [], 'it passes'],
    ['failed', accountId, [], 'it passes'],
  ])('as %s, of %s, leaves %o, as %s', async (kind, id, expected, _why) => {
    const azure = new FakeAzure(new FakeClock());
    const type = 'Microsoft.Test/others';
    const fail = (startedAt: string): ReadFailure => ({
      kind,
      startedAt,
      reason: 'because',
      retryAfterSeconds: 1,
    });
    azure.instead.set(id.toLowerCase(), fail);
    azure.instead.set(`${type}@${id}`.toLowerCase(), fail);

    const byGet = new Gaps();
    expect(await notingGaps(azure, byGet).get(id)).toMatchObject({ kind });
    expect(byGet.all()).toStrictEqual(expected);

    const byRelated = new Gaps();
    const query = { type, under: id, scope: 'resource' } as const;
    expect(await notingGaps(azure, byRelated).related(query)).toMatchObject({ kind });
    expect(byRelated.all()).toStrictEqual(expected);
  });

  test('is told from one that finds something, or finds it gone', async () => {
    const azure = new FakeAzure(new FakeClock());
    const gaps = new Gaps();
    const reader = notingGaps(azure, gaps);
    azure.put({ id: accountId, type: storage });
    expect(await reader.get(accountId)).toMatchObject({ kind: 'found' });
    expect(await reader.get(group)).toMatchObject({ kind: 'gone' });
    expect(gaps.all()).toStrictEqual<ScanGap[]>([]);
  });
});
