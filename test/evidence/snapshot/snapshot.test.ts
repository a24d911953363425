import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256 } from '../../../src/evidence/model/index.ts';
import { verifyPackage } from '../../../src/evidence/package/index.ts';
import { makeAskedSnapshots, rebuildSnapshot, serveSnapshot } from '../../../src/evidence/snapshot/index.ts';
import type { KeptSnapshot, SnapshotPorts } from '../../../src/evidence/snapshot/index.ts';
import { snapshotText } from '../../../src/evidence/snapshot/snapshot-text.ts';
import type { Drift } from '../../../src/model/index.ts';
import { driftOf, resourceIn } from '../../platform/store/samples.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import { FakeClock } from '../../support/fakes.ts';
import { MemoryItems } from '../../support/memory-items.ts';
import { FakeBlobs } from '../support/fake-blobs.ts';
import { freshSigner, readerOf, unzipped } from '../support/package-of.ts';
import { PastLedger } from '../support/past-ledger.ts';
import { postureOf } from '../support/sample-posture.ts';

const period = { from: '2026-10-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
const all = { period, controls: [] };

const driftAt = (name: string, sequence: number, recordedAt: string, changes: Partial<Drift> = {}) =>
  driftOf(resourceIn('rg', name), sequence, { readAt: recordedAt, recordedAt, ...changes });

/** A quarter: one account that was fixed, one that was found late, one of before. */
const quarter = () =>
  new PastLedger()
    .drift(driftAt('old', 1, '2026-05-01T00:00:00.000Z', { cause: 'baseline', from: null, to: 'Compliant' }))
    .drift(driftAt('fixed', 1, '2026-10-05T00:00:00.000Z'))
    .drift(driftAt('fixed', 2, '2026-10-06T00:00:00.000Z', { from: 'NonCompliant', to: 'Compliant' }))
    .drift(driftAt('gone', 1, '2026-10-07T00:00:00.000Z'))
    .drift(driftAt('gone', 2, '2026-10-08T00:00:00.000Z', { to: 'NotApplicable', reason: 'deleted' }))
    .posture(postureOf('2026-12-31'))
    .until('2027-01-05T00:30:00.000Z');

const lateDrift = driftAt('late', 1, '2027-01-06T00:00:00.000Z', {
  eventTime: '2026-12-31T20:00:00.000Z',
});

function portsOver(ledger: FakeBlobs): SnapshotPorts & { packages: FakeBlobs } {
  return {
    ledger,
    packages: new FakeBlobs(),
    snapshots: new MemoryItems<KeptSnapshot>(),
    signer: freshSigner(),
    log: createLog(() => undefined),
    clock: new FakeClock('2027-02-01T00:00:00.000Z'),
    appVersion: '1',
    catalogueVersion: 'c',
  };
}

const name = (id: string) => id.slice(id.lastIndexOf('/') + 1);

describe('a snapshot', () => {
  test('is the period as it was: states at its end, drifts in it, safeguards as they were put on record', async () => {
    const ledger = quarter()
      .drift(driftAt('old', 2, '2027-01-04T00:00:00.000Z', { from: 'Compliant' }))
      .posture(postureOf('2027-01-02', { safeguards: [] }));
    const found = await rebuildSnapshot(all, ledger.blobs());
    expect(found.states.map(({ resourceId, state }) => [name(resourceId), state])).toEqual([
      ['fixed', 'Compliant'],
      ['old', 'Compliant'],
    ]);
    expect(found.drifts.map(({ id, resourceId }) => [name(resourceId), id.slice(-1)])).toEqual([
      ['fixed', '1'],
      ['fixed', '2'],
      ['gone', '1'],
      ['gone', '2'],
    ]);
    expect(found.safeguards).toMatchObject({ id: '2026-12-31', safeguards: [{}, {}] });
    expect(found.gaps).toEqual([]);
  });

  test('leaves out what was not known yet, and marks what came late', async () => {
    const ledger = quarter().drift(lateDrift).until('2027-01-07T00:00:00.000Z').blobs();
    const asKnown = await rebuildSnapshot({ ...all, asKnownAt: '2027-01-05T00:00:00.000Z' }, ledger);
    expect(JSON.stringify(asKnown)).not.toContain('/late');
    const now = await rebuildSnapshot(all, ledger);
    const late = { resourceId: lateDrift.resourceId, late: true };
    expect(now.drifts.at(-1)).toMatchObject({ ...late, at: '2026-12-31T20:00:00.000Z' });
    expect(now.states.filter((state) => state.late)).toMatchObject([{ ...late, state: 'NonCompliant' }]);
  });

  test('has what was on record at a moment, also where the run after it wrote into the blob of the next month', async () => {
    const ledger = new PastLedger()
      .until('2026-09-30T00:00:00.000Z')
      .drift(driftAt('last', 1, '2026-12-31T23:58:00.000Z'))
      .until('2027-01-01T00:57:00.000Z')
      .blobs((row) => ('mark' in row ? row.until : '2027-01').slice(0, 7));
    const found = await rebuildSnapshot({ ...all, asKnownAt: '2026-12-31T23:59:00.000Z' }, ledger);
    expect(found.drifts).toMatchObject([{ resourceId: resourceIn('rg', 'last') }]);
    expect(found).toMatchObject({ knownUntil: '2026-12-31T23:59:00.000Z', ledger: { row: 2 } });
    expect(found.gaps.map(({ collector }) => collector)).toEqual(['safeguards']);
  });

  test('is the same byte by byte after a thousand later drifts', async () => {
    const query = { ...all, asKnownAt: '2027-01-05T01:00:00.000Z' };
    const then = quarter().until('2027-01-05T02:00:00.000Z');
    const text = canonicalJson(await rebuildSnapshot(query, then.blobs()));
    for (let n = 0; n < 1_000; n += 1)
      then.drift(
        driftAt(`later${n % 50}`, n, new Date(Date.UTC(2027, 0, 6, 0, n)).toISOString(), {
          eventTime: '2026-12-31T20:00:00.000Z',
        }),
      );
    then.until('2027-01-20T00:00:00.000Z');
    const ledger = then.blobs();
    expect(canonicalJson(await rebuildSnapshot(query, ledger))).toBe(text);
    expect((await rebuildSnapshot(all, ledger)).drifts.length).toBe(1_004);
  });

  test('is of some safeguards where they are asked for', async () => {
    const ledger = quarter()
      .drift(driftAt('other', 1, '2026-10-09T00:00:00.000Z', { controls: ['164.312(a)(1)'] }))
      .blobs();
    const found = await rebuildSnapshot({ period, controls: ['164.312(a)(1)'] }, ledger);
    expect(found.drifts.map(({ resourceId }) => name(resourceId))).toEqual(['other']);
    expect(found.states).toHaveLength(1);
    expect(found.safeguards?.safeguards).toEqual([]);
  });

  test('says that safeguards are of an earlier day, that resources were moved, and what the ledger lacks', async () => {
    const ledger = new PastLedger()
      .posture(postureOf('2026-10-01'))
      .drift(driftAt('moved', 1, '2026-10-05T00:00:00.000Z', { to: 'NotApplicable', reason: 'moved' }))
      .until('2027-01-01T00:30:00.000Z')
      .blobs();
    const found = await rebuildSnapshot({ ...all, asKnownAt: '2027-01-05T00:00:00.000Z' }, ledger);
    expect(found.gaps.map(({ collector }) => collector)).toEqual([
      'ledger',
      'ledger',
      'safeguards',
      'states',
    ]);
  });

  test('keeps the end of a policy that has left the catalogue, also where some safeguards are asked for', async () => {
    const ledger = quarter()
      .drift(
        driftAt('fixed', 3, '2026-11-05T00:00:00.000Z', {
          to: 'NotApplicable',
          cause: 'policy',
          controls: [],
        }),
      )
      .blobs();
    const found = await rebuildSnapshot({ period, controls: ['164.312(e)(1)'] }, ledger);
    expect(found.drifts.at(-1)).toMatchObject({ cause: 'policy', controls: ['164.312(e)(1)'] });
  });

  test('has PHI as the last drift of a resource says, of whatever policy', async () => {
    const ledger = new PastLedger()
      .drift(driftAt('a', 1, '2026-10-05T00:00:00.000Z', { phi: false }))
      .drift(driftAt('a', 2, '2026-10-06T00:00:00.000Z', { phi: true, policy: 'other' }))
      .blobs();
    const { states } = await rebuildSnapshot(all, ledger);
    expect(states.map(({ phi }) => phi)).toEqual([true, true]);
  });

  test('says what is missing: an end of the ledger, a broken row, a day', async () => {
    const empty = await rebuildSnapshot(all, new PastLedger().blobs());
    expect(empty).toMatchObject({ knownUntil: null, safeguards: null, states: [], drifts: [] });
    expect(empty.gaps.map(({ reason }) => reason)).toEqual([
      'the ledger has no row yet: nothing is known',
      'no daily posture of the period is in the ledger',
    ]);
    const early = new PastLedger().until('2026-12-01T00:00:00.000Z').blobs();
    expect((await rebuildSnapshot(all, early)).gaps.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('begins at 2026-12-01'),
        expect.stringContaining('reaches to 2026-12-01'),
      ]),
    );
    const broken = quarter().blobs();
    const october = broken.held.get('rows/2026-10-001.jsonl');
    if (october) october.content = Buffer.from(String(october.content).replace('NonCompliant', 'Compliant'));
    expect((await rebuildSnapshot(all, broken)).gaps[0]?.reason).toContain('row 2 of the ledger is not as');
  });

  test('is written as canonical JSON, however much of it there is', async () => {
    const ledger = new PastLedger();
    for (let n = 0; n < 1_201; n += 1)
      ledger.drift(driftAt(`a${n}`, 1, new Date(Date.UTC(2026, 9, 5, 0, n)).toISOString()));
    const found = await rebuildSnapshot(all, ledger.blobs());
    expect([...snapshotText(found)].join('')).toBe(canonicalJson(found));
  });

  test('comes as a signed package, that no cell of it is a formula in', async () => {
    const ports = portsOver(
      quarter()
        .drift(driftAt('=cmd()', 1, '2026-10-09T00:00:00.000Z', { reason: '=HYPERLINK("x")' }))
        .blobs(),
    );
    const file = await serveSnapshot(all, 'zip', 'ada', ports);
    if (file.kind !== 'file') throw new Error('it is not there');
    const zip = await file.read();
    expect(sha256(zip)).toBe(file.sha256);
    const report = await verifyPackage(readerOf(zip), { keys: await ports.signer.keys() });
    expect(report).toMatchObject({ ok: true });
    const files = await unzipped(zip);
    expect([...files.keys()].toSorted()).toEqual(
      expect.arrayContaining(['README.txt', 'drifts.csv', 'manifest.json', 'snapshot.json', 'states.csv']),
    );
    expect(String(files.get('states.csv'))).not.toMatch(/(^|,|")=/m);
    expect(JSON.parse(String(files.get('snapshot.json')))).toMatchObject({ format: 'phiwatch-snapshot/1' });
  });
});

describe('a large snapshot', () => {
  const large = 100;

  test('is made beside, once, and then served from its blob, whole or in part', async () => {
    const ports = portsOver(quarter().blobs());
    const first = await serveSnapshot(all, 'json', 'ada', ports, large);
    expect(first).toMatchObject({ kind: 'in-work', asKnownAt: '2027-01-05T00:30:00.000Z' });
    const query = { ...all, asKnownAt: '2027-01-05T00:30:00.000Z' };
    expect(await serveSnapshot(query, 'json', 'eve', ports, large)).toEqual(first);
    await makeAskedSnapshots(ports);
    await makeAskedSnapshots(ports);
    expect(ports.packages.asked).toHaveLength(1);
    const file = await serveSnapshot(query, 'json', 'eve', ports, large);
    if (file.kind !== 'file') throw new Error('it is not there');
    const content = await file.read();
    expect(content).toHaveLength(file.bytes);
    expect(sha256(content)).toBe(file.sha256);
    expect(String(await file.read({ offset: 0, count: 10 }))).toBe(String(content.subarray(0, 10)));
    expect(String(content)).toBe(canonicalJson(await rebuildSnapshot(query, ports.ledger)));
    const [blob] = [...ports.packages.held.values()];
    expect(blob?.retainUntil).toMatch(/^2033-02-01/);
  });

  test('is made again where a crash came between its blob and the record of it', async () => {
    const ports = portsOver(quarter().blobs());
    await serveSnapshot(all, 'zip', 'ada', ports, large);
    const write = ports.snapshots.write.bind(ports.snapshots);
    ports.snapshots.write = (value, etag) =>
      value.made ? Promise.reject(new Error('killed')) : write(value, etag);
    await makeAskedSnapshots(ports);
    ports.snapshots.write = write;
    await makeAskedSnapshots(ports);
    await makeAskedSnapshots(ports);
    const file = await serveSnapshot(
      { ...all, asKnownAt: '2027-01-05T00:30:00.000Z' },
      'zip',
      'ada',
      ports,
      large,
    );
    if (file.kind !== 'file') throw new Error('it is not there');
    const report = await verifyPackage(readerOf(await file.read()), { keys: await ports.signer.keys() });
    expect(report.ok).toBe(true);
  });

  test('is never kept from a ledger that has not come to its moment', async () => {
    const early = portsOver(new PastLedger().until('2026-12-01T00:00:00.000Z').blobs());
    const query = { ...all, asKnownAt: '2027-01-05T00:00:00.000Z' };
    expect(await serveSnapshot(query, 'json', 'ada', early, 10)).toMatchObject({
      kind: 'in-work',
      asKnownAt: '2026-12-01T00:00:00.000Z',
    });
  });

  test('that never comes to an end is given up, and keeps no other from being made', async () => {
    const ports = portsOver(quarter().blobs());
    const bad = { ...all, controls: ['164.312(a)(1)'] };
    await serveSnapshot(bad, 'json', 'ada', ports, large);
    await serveSnapshot(all, 'json', 'ada', ports, large);
    const put = ports.packages.putOnce.bind(ports.packages);
    const first = (await ports.snapshots.all()).find(({ value }) => value.controls.length > 0);
    ports.packages.putOnce = (...given) =>
      given[0] === first?.value.blob ? Promise.reject(new Error('no')) : put(...given);
    for (let n = 0; n < 6; n += 1) await makeAskedSnapshots(ports);
    expect(await serveSnapshot(all, 'json', 'ada', ports, large)).toMatchObject({ kind: 'file' });
    expect(await serveSnapshot(bad, 'json', 'ada', ports, large)).toMatchObject({ kind: 'failed' });
  });

  test('is asked for five times at most by one caller', async () => {
    const ports = portsOver(quarter().blobs());
    const ask = (n: number, who: string) =>
      serveSnapshot({ ...all, controls: [String(n)] }, 'json', who, ports, large);
    for (let n = 0; n < 5; n += 1) expect(await ask(n, 'ada')).toMatchObject({ kind: 'in-work' });
    expect(await ask(6, 'ada')).toEqual({ kind: 'too-many' });
    expect(await ask(6, 'eve')).toMatchObject({ kind: 'in-work' });
  });
});
