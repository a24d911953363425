import { describe, expect, it } from 'vitest';
import { createMemory } from '../../../cli/access/memory.ts';
import { anomalyEvents, readersOf } from '../../../src/phi-access/anomalies/index.ts';
import { accessQueries } from '../../../src/phi-access/collection/access-queries.ts';
import type { AccessHour } from '../../../src/phi-access/model/index.ts';

const account = '/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/images';

const at = (time: string): string => `2026-03-02T${time}:00.000Z`;

async function profiles(hours: readonly (Partial<AccessHour> & Pick<AccessHour, 'hour'>)[]) {
  const memory = createMemory();
  for (const [start, rows] of Map.groupBy(hours, (each) => each.hour))
    await memory.profiles.replace('blob-hours', {
      hour: start,
      askedAt: start,
      rows: rows.map((each) => ({ principal: 'p1', resource: account, reads: 5, ...each })),
    });
  await memory.watermarks.write('access|blob-hours', at('09:20'), undefined);
  return { ...memory, queries: accessQueries };
}

describe('who has read of a resource meanwhile', () => {
  it('is counted by principals and reads from the hour on, with what lies below it', async () => {
    const ports = await profiles([
      { hour: at('07:00'), reads: 100 },
      { hour: at('08:00') },
      { hour: at('08:00'), principal: 'p2', resource: `${account}/blobservices/default`, reads: 2 },
      { hour: at('09:00'), principal: 'p3', reads: 0 },
      { hour: at('09:00'), principal: 'p4', resource: `${account}2` },
    ]);
    expect(await readersOf(account.toUpperCase(), at('08:30'), at('09:30'), ports)).toEqual({
      principals: 2,
      reads: 7,
      since: at('08:00'),
      until: at('09:20'),
    });
  });

  it('is nobody where its log tells of others, and not known where none does', async () => {
    const ports = await profiles([{ hour: at('02:00') }]);
    expect(await readersOf(account, at('08:30'), at('09:30'), ports)).toMatchObject({ principals: 0 });
    expect(await readersOf(`${account}2`, at('08:30'), at('09:30'), ports)).toBeUndefined();
  });
});

it('an anomaly is published without whom it is about', async () => {
  const { anomalies } = createMemory();
  const anomaly = {
    id: 'a',
    principal: 'somebody',
    principals: ['somebody', 'another'],
    principalKind: 'human',
    start: at('08:00'),
    end: at('09:00'),
    kinds: ['bulk-read'],
    severity: 'high',
    score: 0.9,
    resources: [account],
    counts: { patients: 80 },
    reasons: {},
    explanation: 'somebody read 80 patients',
    recordedAt: at('09:10'),
    evidence: [],
  } as const;
  await anomalies.write(anomaly, undefined);
  const fact = await anomalyEvents(anomalies)('a');
  expect(fact).toMatchObject({
    type: 'phiwatch.anomaly.found',
    subject: account,
    data: { severity: 'high' },
  });
  expect(JSON.stringify(fact)).not.toMatch(/somebody|another/);
});
