import { expect, test } from 'vitest';
import { suppressAnomalies, withdrawSuppression } from '../../../src/phi-access/anomalies/index.ts';
import type { AnomalySuppression, AnomalyVerdict } from '../../../src/phi-access/anomalies/index.ts';
import type { KeptAnomaly } from '../../../src/phi-access/model/index.ts';
import { anomalySeen, watchedAccess } from '../../../src/phi-access/quarterly-review/index.ts';
import { FakeClock } from '../../support/fakes.ts';
import { MemoryRecords } from '../../support/memory-records.ts';
import { alice, dan, kept, newId } from '../../support/people.ts';

const anomaly = (id: string, start: string, end = start): KeptAnomaly => ({
  id,
  principal: dan.objectId,
  principalKind: 'human',
  start,
  end,
  kinds: ['bulk-read'],
  severity: 'high',
  score: 1,
  resources: [],
  counts: {},
  reasons: {},
  explanation: 'Read more than usual.',
  recordedAt: end,
  evidence: [],
});

const query = { source: 'fhir', table: 'Table', shape: 'hours', text: '' } as const;

function world() {
  const clock = new FakeClock();
  const verdicts = new MemoryRecords<AnomalyVerdict>();
  const suppressions = new MemoryRecords<AnomalySuppression>();
  const all = [
    anomaly('before', '2025-12-31T23:00:00.000Z', '2026-01-01T01:00:00.000Z'),
    anomaly('first', '2026-01-01T00:00:00.000Z'),
    anomaly('last', '2026-03-31T23:59:00.000Z'),
    anomaly('after', '2026-04-01T00:00:00.000Z'),
  ];
  const watched = watchedAccess({
    verdicts,
    suppressions,
    anomalies: {
      async *since(moment) {
        await Promise.resolve();
        for (const value of all) if (value.end >= moment) yield { value, etag: '1' };
      },
    },
    watermarks: {
      read: (name) =>
        Promise.resolve(
          name === 'access|read' || name === 'access|gone'
            ? { value: '2026-03-01T00:00:00.000Z', etag: '1' }
            : name === 'access|gone|absent'
              ? { value: '2026-02-01T00:00:00.000Z', etag: '1' }
              : undefined,
        ),
    },
    queries: [
      { ...query, name: 'read' },
      { ...query, name: 'never' },
      { ...query, name: 'gone' },
    ],
  });
  return { clock, verdicts, suppressions, watched };
}

test('an anomaly belongs to the quarter in which it began, with the last verdict on it', async () => {
  const { verdicts, watched } = world();
  const verdict = { by: alice.objectId, kinds: ['bulk-read'], severity: 'high' } as const;
  const version = { id: 'last', recordedAt: '2026-04-02T00:00:00.000Z' };
  await verdicts.add('all', { ...version, version: 1, value: { ...verdict, verdict: 'explained' } });
  await verdicts.add('all', { ...version, version: 2, value: { ...verdict, verdict: 'needs-inquiry' } });
  const found = await watched.between('2026-01-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z');
  expect(found.map(({ id, verdict }) => [id, verdict?.verdict])).toEqual([
    ['first', undefined],
    ['last', 'needs-inquiry'],
  ]);
});

test('a suppression holds from its first version until its end, or until it is withdrawn', async () => {
  const { clock, suppressions, watched } = world();
  const ports = { suppressions, clock };
  const since = clock.iso();
  const until = clock.iso(30 * 86_400);
  const request = { principal: dan.objectId, kinds: ['bulk-read'], reason: 'the yearly study', until };
  const { id } = kept(await suppressAnomalies(request, alice, ports, newId));
  expect(await watched.suppressions()).toMatchObject([{ id, since, until }]);
  clock.advance(86_400);
  kept(await withdrawSuppression(id, alice, ports));
  expect(await watched.suppressions()).toMatchObject([{ id, since, until: clock.iso() }]);
});

test('a log was read up to its watermark', async () => {
  const { watched } = world();
  expect(await watched.coverage()).toEqual([
    { name: 'read', source: 'fhir', table: 'Table', readUntil: '2026-03-01T00:00:00.000Z' },
    { name: 'never', source: 'fhir', table: 'Table' },
    {
      name: 'gone',
      source: 'fhir',
      table: 'Table',
      readUntil: '2026-03-01T00:00:00.000Z',
      absentUntil: '2026-02-01T00:00:00.000Z',
    },
  ]);
});

test('an anomaly is known from when it was found, and is about all whom it names', async () => {
  const found = { ...anomaly('a', '2026-02-01T00:00:00.000Z'), principals: [dan.objectId, alice.objectId] };
  const anomalies = {
    read: (id: string) => Promise.resolve(id === 'a' ? { value: found, etag: '1' } : undefined),
  };
  expect(await anomalySeen('a', { anomalies })).toEqual({
    principals: [dan.objectId, alice.objectId],
    resources: [],
    alertedAt: '2026-02-01T00:00:00.000Z',
  });
  expect(await anomalySeen('b', { anomalies })).toBeUndefined();
});
