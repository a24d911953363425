import { describe, expect, it } from 'vitest';
import { notifyAnomalies } from '../../../src/phi-access/access-review/notify-anomalies.ts';
import {
  anomaliesSince,
  giveVerdict,
  precisionView,
  suppressAnomalies,
  withdrawSuppression,
} from '../../../src/phi-access/anomalies/index.ts';
import type { AnomalySuppression, AnomalyVerdict } from '../../../src/phi-access/anomalies/index.ts';
import { suppressionsAt } from '../../../src/phi-access/anomalies/suppressions.ts';
import type { KeptAnomaly } from '../../../src/phi-access/model/index.ts';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { MemoryRecords } from '../../support/memory-records.ts';
import { deputy, officer, reviewing } from '../world.ts';

const now = '2026-03-02T12:00:00.000Z';
const someone = '0c1f4b92-3c6e-4a08-b5d7-91e2c8f06a03';

const anomalyOf = (id: string, more: Partial<KeptAnomaly> = {}): KeptAnomaly => ({
  id,
  principal: someone,
  principalKind: 'human',
  start: '2026-03-02T08:00:00.000Z',
  end: '2026-03-02T09:00:00.000Z',
  kinds: ['bulk-read'],
  severity: 'high',
  score: 0.9,
  resources: ['fhir'],
  counts: { patients: 80 },
  reasons: { 'bulk-read': '80 patients in an hour.' },
  explanation: '80 patients in an hour.',
  recordedAt: now,
  evidence: [],
  ...more,
});

const callerOf = (objectId: string, kind: Caller['kind'] = 'user'): Caller => ({
  objectId,
  tenantId: 'tenant',
  kind,
  roles: ['PrivacyOfficer'],
  auditor: false,
});

async function telling(anomalies: readonly KeptAnomaly[]) {
  const world = reviewing(now);
  for (const each of anomalies) await world.memory.anomalies.write(each, undefined);
  const channels = () => world.outbox.added.map(({ channel, kind }) => `${channel} ${kind}`).toSorted();
  return { ...world, channels, tell: () => notifyAnomalies(world.ports) };
}

describe('an anomaly', () => {
  it('that names staff is told to the Privacy Officer, not to a channel, and once', async () => {
    const { tell, channels } = await telling([anomalyOf('a')]);
    await tell();
    await tell();
    expect(channels()).toEqual(['deputy first', 'privacy first']);
  });

  it('is said on no channel that somebody concerned reads', async () => {
    const crowd = anomalyOf('c', { principal: someone, principals: [someone, deputy] });
    const { tell, channels } = await telling([anomalyOf('a', { principal: officer }), crowd]);
    await tell();
    expect(channels()).toEqual(['deputy first', 'privacy first']);
  });

  it('of a service is told to everybody', async () => {
    const { tell, channels } = await telling([anomalyOf('a', { principalKind: 'service' })]);
    await tell();
    expect(channels()).toEqual(['deputy first', 'ops first', 'privacy first']);
  });

  it('is told again where it becomes worse, and not where it only goes on', async () => {
    const { tell, channels, memory } = await telling([anomalyOf('a')]);
    await tell();
    const change = async (more: Partial<KeptAnomaly>) => {
      const found = await memory.anomalies.read('a');
      if (found) await memory.anomalies.write({ ...found.value, ...more }, found.etag);
      await tell();
    };
    await change({ end: '2026-03-02T11:00:00.000Z' });
    expect(channels()).toHaveLength(2);
    await change({ kinds: ['after-hours', 'bulk-read'] });
    expect(channels()).toEqual(['deputy changed', 'deputy first', 'privacy changed', 'privacy first']);
  });

  it('that is suppressed is not told; beyond the budget it is in the report of its day', async () => {
    const beyond = { overflow: '2026-03-02' };
    const { tell, channels, clock } = await telling([
      anomalyOf('s', { suppressedBy: 'x' }),
      anomalyOf('o', beyond),
      anomalyOf('own', { ...beyond, principal: deputy }),
    ]);
    await tell();
    expect(channels()).toEqual([]);
    clock.advance(24 * 3600);
    await tell();
    await tell();
    expect(channels()).toEqual(['deputy digest', 'privacy digest']);
  });

  it('that was said and not noted is one message all the same', async () => {
    const world = await telling([anomalyOf('a')]);
    const { anomalies } = world.ports;
    const broken = { ...anomalies, write: () => Promise.reject(new Error('the host is gone')) };
    await expect(notifyAnomalies({ ...world.ports, anomalies: broken })).rejects.toThrow('gone');
    await world.tell();
    expect(world.channels()).toEqual(['deputy first', 'privacy first']);
  });
});

describe('a verdict', () => {
  const verdicts = () => new MemoryRecords<AnomalyVerdict>();

  it('is given by another person, with a reason where it is explained, and shows in the precision', async () => {
    const { memory, clock } = await telling([anomalyOf('a'), anomalyOf('b')]);
    const ports = { anomalies: memory.anomalies, verdicts: verdicts(), clock };
    const give = (id: string, input: unknown, caller: Caller) => giveVerdict(id, input, caller, ports);
    expect(await precisionView(ports)).toEqual({ needsInquiry: 0, explained: 0, inconclusive: 0, kinds: [] });
    expect(await give('a', { verdict: 'explained' }, callerOf(officer))).toMatchObject({
      kind: 'invalid',
      field: 'reason',
    });
    expect(await give('a', { verdict: 'needs-inquiry' }, callerOf(someone))).toEqual({ kind: 'not-found' });
    expect(await give('z', { verdict: 'needs-inquiry' }, callerOf(officer))).toEqual({ kind: 'not-found' });
    expect(await give('a', { verdict: 'needs-inquiry' }, callerOf(officer, 'application'))).toMatchObject({
      why: 'application',
    });
    expect(await give('a', { verdict: 'needs-inquiry' }, callerOf(officer))).toMatchObject({ kind: 'saved' });
    await give('b', { verdict: 'needs-inquiry' }, callerOf(officer));
    expect(
      await give('b', { verdict: 'explained', reason: 'covered a shift' }, callerOf(deputy)),
    ).toMatchObject({
      record: { version: 2 },
    });
    expect(await precisionView(ports)).toEqual({
      needsInquiry: 1,
      explained: 1,
      inconclusive: 0,
      precision: 0.5,
      kinds: [{ kind: 'bulk-read', needsInquiry: 1, explained: 1, inconclusive: 0, precision: 0.5 }],
    });
  });

  it('is shown with its anomaly, to those whom it does not concern', async () => {
    const { memory, clock } = await telling([anomalyOf('a')]);
    const ports = { anomalies: memory.anomalies, verdicts: verdicts(), clock };
    await giveVerdict('a', { verdict: 'needs-inquiry' }, callerOf(officer), ports);
    expect(await anomaliesSince('2026-03-01', callerOf(officer), ports)).toMatchObject([
      { id: 'a', verdict: { verdict: 'needs-inquiry', by: officer, at: now } },
    ]);
    expect(await anomaliesSince('2026-03-01', callerOf(someone.toUpperCase()), ports)).toEqual([]);
    expect(await anomaliesSince('2026-03-03', callerOf(officer), ports)).toEqual([]);
  });
});

describe('a suppression', () => {
  it('has an owner, a reason and an end, is never about its owner, and can be taken back', async () => {
    const { clock } = await telling([]);
    const ports = { suppressions: new MemoryRecords<AnomalySuppression>(), clock };
    const ask = (more: object, caller = callerOf(officer)) =>
      suppressAnomalies(
        {
          principal: someone,
          kinds: ['after-hours'],
          reason: 'on call',
          until: '2026-04-01T00:00:00Z',
          ...more,
        },
        caller,
        ports,
        () => 'one',
      );
    expect(await ask({ reason: '' })).toMatchObject({ kind: 'invalid', field: 'reason' });
    expect(await ask({ until: '2027-03-01T00:00:00Z' })).toMatchObject({ kind: 'invalid', field: 'until' });
    expect(await ask({ principal: officer.toUpperCase() })).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await ask({})).toMatchObject({ kind: 'saved', record: { value: { owner: officer } } });
    expect(await suppressionsAt(now, ports)).toMatchObject([{ id: 'one', principal: someone }]);
    expect(await suppressionsAt('2026-04-01T00:00:00.000Z', ports)).toEqual([]);
    expect(await withdrawSuppression('one', callerOf(someone), ports)).toEqual({ kind: 'not-found' });
    await withdrawSuppression('one', callerOf(deputy), ports);
    expect(await suppressionsAt(now, ports)).toEqual([]);
  });
});
