import type { TableClient } from '@azure/data-tables';
import { describe, expect, it, vi } from 'vitest';
import { createAnomalies } from '../../../src/platform/store/anomalies.ts';
import { createAudit } from '../../../src/platform/store/audit-trail.ts';
import { createAuditorGrants } from '../../../src/platform/store/auditor-grant-rows.ts';
import { createDisagreements } from '../../../src/platform/store/disagreements.ts';
import { createJournal } from '../../../src/platform/store/journal.ts';
import { driftId } from '../../../src/platform/store/keys.ts';
import { createOutbox } from '../../../src/platform/store/outbox-tables.ts';
import { createPendingMarks } from '../../../src/platform/store/pending-marks.ts';
import { createProfiles } from '../../../src/platform/store/profiles.ts';
import { createReadBy } from '../../../src/platform/store/read-by.ts';
import { createRecords } from '../../../src/platform/store/record-tables.ts';
import { createResponses } from '../../../src/platform/store/response-tables.ts';
import { createScans, firstParts } from '../../../src/platform/store/scans.ts';
import { createSchedule } from '../../../src/platform/store/schedule.ts';
import { createSnapshots } from '../../../src/platform/store/snapshots.ts';
import { createStateStore } from '../../../src/platform/store/state-store.ts';
import { createWatermarks } from '../../../src/platform/store/watermarks.ts';
import { createWrites } from '../../../src/platform/store/writes.ts';
import { useStore } from './azurite.ts';
import { all, candidateOf, driftOf, headOf, resourceIn, subscription } from './samples.ts';

const test = useStore();
const time = '2026-03-01T08:00:00.000Z';
const later = '2026-03-01T09:00:00.000Z';

let tables = 0;
async function emptyTable(): Promise<TableClient> {
  const table = test.table(`Table${(tables += 1)}`);
  await table.createTable();
  return table;
}

const statesIn = (table: TableClient) => createStateStore({ current: table, journal: table, pending: table });

/** A row that is written only in the place of the one that was read. */
interface Guarded {
  /** Makes the row, with the number 1. */
  make(): Promise<unknown>;
  /** Replaces it by one with that number. */
  replace(number: number, etag: string): Promise<unknown>;
  read(): Promise<{ readonly number: number; readonly etag: string } | undefined>;
}

const conflict = 'conflict';
const { id: scanId, ...scan } = {
  id: '20260301t080000000z-a1',
  startedAt: time,
  trigger: 'timer',
  subscriptions: [subscription],
  gaps: [],
  attendedUntil: time,
} as const;

/** By the name of the row: how it is kept, and the answer to whoever makes it a second time. */
const guarded: readonly [string, unknown, (table: TableClient) => Guarded][] = [
  [
    'an anomaly',
    conflict,
    (table) => {
      const anomalies = createAnomalies<{ id: string; start: string; end: string; number: number }>(table);
      const write = (number: number, etag?: string) =>
        anomalies.write({ id: 'a', start: time, end: time, number }, etag);
      return {
        make: () => write(1),
        replace: write,
        read: async () => {
          const found = await anomalies.read('a');
          return found && { number: found.value.number, etag: found.etag };
        },
      };
    },
  ],
  [
    'a watermark',
    conflict,
    (table) => {
      const watermarks = createWatermarks(table);
      return {
        make: () => watermarks.write('w', '1', undefined),
        replace: (number, etag) => watermarks.write('w', String(number), etag),
        read: async () => {
          const found = await watermarks.read('w');
          return found && { number: Number(found.value), etag: found.etag };
        },
      };
    },
  ],
  [
    'the state of a channel',
    conflict,
    (table) => {
      const outbox = createOutbox(table);
      const write = (number: number, etag?: string) =>
        outbox.putChannel('ops', { holder: String(number), until: time, sentAt: [], threads: {} }, etag);
      return {
        make: () => write(1),
        replace: write,
        read: async () => {
          const found = await outbox.channel('ops');
          return found && { number: Number(found.value.holder), etag: found.etag };
        },
      };
    },
  ],
  [
    'a scan',
    undefined,
    (table) => {
      const scans = createScans(table);
      const record = (drifts: number) => ({ ...scan, id: scanId, drifts });
      return {
        make: () => scans.begin(record(1)),
        replace: (number, etag) => scans.save(record(number), etag),
        read: async () => {
          const found = await scans.read(scanId);
          return found && { number: found.value.drifts ?? 0, etag: found.etag };
        },
      };
    },
  ],
  [
    'a part of a scan',
    undefined,
    (table) => {
      const scans = createScans(table);
      const parts = (attempts: number) =>
        firstParts({ ...scan, id: scanId }).map((part) => ({ ...part, attempts }));
      return {
        make: () => scans.addParts(parts(1)),
        replace: (number, etag) => scans.savePart(parts(number)[0]!, etag),
        read: async () => {
          const [found] = await all(scans.parts(scanId));
          return found && { number: found.value.attempts, etag: found.etag };
        },
      };
    },
  ],
  [
    'a response',
    'taken',
    (table) => {
      const responses = createResponses<{ id: string; status: string; number: number }, { n: number }>(table);
      const response = (number: number) => ({ id: driftId(resourceIn('g'), 1), status: 'open', number });
      return {
        make: () => responses.claim(response(1), { n: 1 }),
        replace: (number, etag) => responses.save(response(number), { n: number }, etag),
        read: async () => {
          const found = await responses.read(response(1).id);
          return found && { number: found.value.number, etag: found.etag };
        },
      };
    },
  ],
  [
    'the current state of a resource',
    conflict,
    (table) => {
      const states = statesIn(table);
      const write = async (sequence: number, etag?: string) =>
        (await states.commit(headOf(resourceIn('g'), { sequence }), [], etag)).kind;
      return {
        make: () => write(1),
        replace: write,
        read: async () => {
          const found = await states.read(resourceIn('g'));
          return found && { number: found.current.sequence, etag: found.etag };
        },
      };
    },
  ],
];

describe.each(guarded)('%s', (_, again, keep) => {
  it('is made once', async () => {
    const row = keep(await emptyTable());
    expect(await row.read()).toBeUndefined();
    expect(await row.make()).not.toBe(conflict);
    const made = await row.read();
    expect(made).toMatchObject({ number: 1 });
    expect(await row.make()).toBe(again);
    expect(await row.read()).toEqual(made);
  });

  it('is replaced by who has read it last, and not by who has read it before', async () => {
    const row = keep(await emptyTable());
    await row.make();
    const first = (await row.read())!.etag;
    expect(await row.replace(2, first)).not.toBe(conflict);
    const second = (await row.read())!;
    expect(second.number).toBe(2);
    expect(second.etag).not.toBe(first);
    expect(await row.replace(3, first)).toBe(conflict);
    expect(await row.read()).toEqual(second);
    expect(await row.replace(4, second.etag)).not.toBe(conflict);
    expect(await row.read()).toMatchObject({ number: 4 });
  });

  it('is not made again by who has read it before it was removed', async () => {
    const table = await emptyTable();
    const row = keep(table);
    await row.make();
    const { etag } = (await row.read())!;
    for (const { partitionKey = '', rowKey = '' } of await all(table.listEntities()))
      await table.deleteEntity(partitionKey, rowKey);
    expect(await row.replace(2, etag)).toBe(conflict);
    expect(await row.read()).toBeUndefined();
  });

  it('is no matter of who was first where the table is missing: that is thrown', async () => {
    const row = keep(test.table('Nowhere'));
    await expect(row.make()).rejects.toThrow();
    await expect(row.replace(2, 'W/"1"')).rejects.toThrow();
    await expect(row.read()).rejects.toThrow();
  });

  it('is not taken for written where the service names no ETag', async () => {
    const table = await emptyTable();
    const row = keep(table);
    await row.make();
    vi.spyOn(table, 'updateEntity').mockResolvedValue({});
    vi.spyOn(table, 'submitTransaction').mockResolvedValue({ subResponses: [{}] } as never);
    await expect(row.replace(2, (await row.read())!.etag)).rejects.toThrow('without an ETag');
  });
});

/** By what is read: how it is written, and read. */
const readers: readonly [
  string,
  (table: TableClient) => Promise<unknown>,
  (table: TableClient) => unknown,
][] = [
  ...guarded.map(([name, , keep]): (typeof readers)[number] => [
    name,
    (table) => keep(table).make(),
    (table) => keep(table).read(),
  ]),
  [
    'the anomalies since a moment',
    (table) => createAnomalies(table).write({ id: 'a', start: time, end: time }, undefined),
    (table) => all(createAnomalies(table).since(time)),
  ],
  [
    'the audit',
    (table) =>
      createAudit(table).add({
        id: 'a',
        time,
        action: 'things-change',
        kind: 'change',
        correlationId: 'c',
        outcome: 'done',
      }),
    (table) => all(createAudit(table).between(time)),
  ],
  [
    'the grants of Auditors',
    (table) =>
      createAuditorGrants(table).add({
        id: 'g',
        objectId: 'o',
        startsAt: time,
        endsAt: later,
        reference: 'AUD-17',
        grantedBy: 'p',
        grantedAt: time,
      }),
    (table) => createAuditorGrants(table).of('o'),
  ],
  [
    'the differences from Azure',
    (table) =>
      createDisagreements(table).record({
        resourceId: resourceIn('g'),
        policy: 'p',
        title: 't',
        policyVersion: '1.0.0',
        ours: { state: 'NonCompliant', at: time },
        azures: { state: 'Compliant', at: time },
        firstSeenAt: time,
        lastSeenAt: time,
      }),
    (table) => createDisagreements(table).of(resourceIn('g')),
  ],
  [
    'the last comparison with Azure',
    (table) =>
      createDisagreements(table).setAgreement({
        subscriptionId: subscription,
        comparedAt: time,
        compared: 1,
        agreed: 1,
        older: 0,
        unmatched: 0,
      }),
    (table) => createDisagreements(table).agreement(subscription),
  ],
  [
    'the journal',
    (table) => statesIn(table).dispatch([driftOf(resourceIn('g'), 1)]),
    (table) => all(createJournal(table).since([subscription], time)),
  ],
  [
    'late candidates in the journal',
    async (table) => {
      const states = statesIn(table);
      const drift = driftOf(resourceIn('g'), 1);
      await states.addCandidates([drift], drift.resourceId, [candidateOf('late')]);
      await rewrite(table);
      await states.dispatch([drift]);
      return 'rewritten';
    },
    (table) => all(createJournal(table).since([subscription], time)),
  ],
  [
    'drifts that are not dispatched',
    (table) => statesIn(table).commit(headOf(resourceIn('g')), [driftOf(resourceIn('g'), 1)], undefined),
    (table) => all(statesIn(table).searchUndispatched()),
  ],
  [
    'marks of what is not dispatched',
    (table) => createPendingMarks(table).add({ resourceId: resourceIn('g'), sequence: 1 }),
    (table) => all(createPendingMarks(table).byResource()),
  ],
  [
    'the current states of a scope',
    (table) => statesIn(table).commit(headOf(resourceIn('g')), [], undefined),
    (table) => all(statesIn(table).list(`/subscriptions/${subscription}`)),
  ],
  [
    'messages that wait',
    (table) =>
      createOutbox(table).add({
        id: 'm',
        channel: 'ops',
        kind: 'first',
        severity: 'high',
        content: {},
        createdAt: time,
        notBefore: time,
      }),
    (table) => createOutbox(table).waiting('ops', time),
  ],
  [
    'an hour of a profile, on writing it again',
    (table) => createProfiles(table).replace('q', { hour: time, askedAt: later, rows: [1] }),
    (table) => createProfiles(table).replace('q', { hour: time, askedAt: later, rows: [2] }),
  ],
  [
    'versions of profiles',
    (table) => createProfiles(table).replace('q', { hour: time, askedAt: later, rows: [1] }),
    (table) => all(createProfiles(table).versions('q', time, later)),
  ],
  [
    'profiles',
    (table) => createProfiles(table).replace('q', { hour: time, askedAt: later, rows: [1] }),
    (table) => all(createProfiles(table).between('q', time, later)),
  ],
  [
    'the readers of a key',
    (table) => createReadBy(table).add(['key'], 'reader'),
    (table) => createReadBy(table).readers('key'),
  ],
  [
    'records',
    (table) => createRecords(table).add('o', { id: 'r', version: 1, recordedAt: time, value: 1 }),
    (table) => createRecords(table).latest('o'),
  ],
  [
    'the parts of a scan that are not done',
    (table) => createScans(table).begin({ ...scan, id: scanId }),
    (table) => all(createScans(table).openParts(scanId, subscription)),
  ],
  [
    'the scans since a moment',
    (table) => createScans(table).begin({ ...scan, id: scanId }),
    (table) => all(createScans(table).since(time)),
  ],
  [
    'the subscriptions that nobody watches',
    (table) => createScans(table).setUnwatched({ asOf: time, subscriptions: [] }),
    (table) => createScans(table).unwatched(),
  ],
  [
    'what is due',
    (table) => createSchedule(table, 'p').add({ id: 'a', at: time }),
    (table) => all(createSchedule(table, 'p').until()),
  ],
  [
    'a snapshot',
    (table) => createSnapshots(table).write('s', {}),
    (table) => createSnapshots(table).read('s'),
  ],
  [
    'the lease of a resource',
    (table) => createWrites(table).lease(resourceIn('g'), 'run', time, later),
    (table) => createWrites(table).lease(resourceIn('g'), 'run', later, later),
  ],
  [
    'the places under the caps of a subscription',
    (table) => createWrites(table).putPlaces(subscription, [], undefined),
    (table) => createWrites(table).places(subscription),
  ],
  [
    'the writes to a resource',
    (table) => createWrites(table).end(intent, { result: 'applied', at: time }),
    (table) => createWrites(table).of(resourceIn('g')),
  ],
];

const intent = {
  decision: 'd',
  attempt: 1,
  kind: 'apply',
  resourceId: resourceIn('g'),
  policy: 'p',
  target: resourceIn('g'),
  method: 'PATCH',
  planHash: '0',
  changes: [],
  correlationId: 'c',
  approvedBy: ['ada'],
  token: 1,
  at: time,
} as const;

/** Makes all rows those of the next version of the app. */
async function rewrite(table: TableClient): Promise<void> {
  for (const { partitionKey = '', rowKey = '' } of await all(table.listEntities()))
    await table.updateEntity({ partitionKey, rowKey, schema: 2 });
}

it.each(readers)(
  '%s: written by a newer version of the app, it is refused and not misread',
  async (_, write, read) => {
    const table = await emptyTable();
    const written = await write(table);
    if (written !== 'rewritten') {
      await read(table);
      await rewrite(table);
    }
    await expect(Promise.resolve(read(table))).rejects.toThrow('schema 2, this version knows 1');
  },
);

it.each(readers)(
  '%s: where the table is missing, that is thrown and is no answer',
  async (_, write, read) => {
    await expect(write(test.table('Nowhere'))).rejects.toThrow();
    await expect(Promise.resolve(read(test.table('Nowhere')))).rejects.toThrow();
  },
);

it.each<[string, (table: TableClient) => Promise<unknown>]>([
  ['the ETag of a snapshot', (table) => createSnapshots(table).etag('s')],
  ['a drift', (table) => createJournal(table).find(driftOf(resourceIn('g'), 1))],
  ['the end of an entry', (table) => createSchedule(table, 'p').remove({ id: 'a', at: time })],
  ['the check of a write', (table) => createWrites(table).check(intent, { verified: true, at: time })],
  ['the purge of a profile', (table) => createProfiles(table).purge('q', time)],
])('%s: where the table is missing, that is thrown and is no answer', async (_, act) => {
  await expect(act(test.table('Nowhere'))).rejects.toThrow();
});

it('a lease is not begun under where the table is missing: that is thrown', async () => {
  const lease = { resourceId: resourceIn('g'), owner: 'run', token: 1, until: later, etag: 'W/"1"' };
  const writes = createWrites(test.table('Nowhere'));
  await expect(writes.begin(intent, lease)).rejects.toThrow();
  await expect(writes.release(lease)).rejects.toThrow();
});
