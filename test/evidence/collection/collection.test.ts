import { describe, expect, test } from 'vitest';
import {
  beginByHand,
  collectPart,
  collectionView,
  keepCollections,
  planParts,
} from '../../../src/evidence/collection/index.ts';
import type { CollectionPorts } from '../../../src/evidence/collection/index.ts';
import { askProduction, releaseNarrative } from '../../../src/evidence/retention/index.ts';
import type { KeptRow } from '../../../src/platform/store/index.ts';
import { accountId } from '../../support/fakes.ts';
import { carryThrough, collected, collecting, packageIn, period } from './collecting.ts';

const auditorPackage = async (id: string, { collections }: CollectionPorts): Promise<string> =>
  (await collections.read(id))?.value.packages.find((each) => each.class === 'auditor')?.blob ?? 'none';

const row = (table: string, id: string, value: unknown, name = 'value'): KeptRow => ({
  table,
  partition: 'all',
  row: `${id}|000001`,
  writtenAt: '2026-03-01T12:00:00.000Z',
  columns: { id, version: 1, recordedAt: '2026-03-01T12:00:00.000Z' },
  values: { [name]: value },
});

describe('a collection of evidence', () => {
  test('comes to one package that verifies, with the state of each resource and the resource itself', async () => {
    const { world, ports, evidence } = await collecting();
    const id = await collected(ports, world);
    const { report, files } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    expect(report).toMatchObject({ ok: true, signer: 'proven', id, class: 'auditor', ledgerRows: 2 });
    expect(evidence.held.get(await auditorPackage(id, ports))?.retainUntil).toMatch(/^2032-/);
    const states = [...files].find(([path]) => path.startsWith('artifacts/states/'))?.[1] ?? '';
    const { data } = JSON.parse(states) as { data: { resources: Record<string, unknown>[] } };
    expect(data.resources).toMatchObject([
      {
        resourceId: accountId,
        states: { 'secure-transfer': { state: 'NonCompliant' } },
        resource: { id: accountId },
      },
    ]);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        'README.txt',
        'report.html',
        'findings.csv',
        'oscal/assessment-results.json',
        'keys.json',
      ]),
    );
    expect(files.get('findings.csv')).toContain(accountId);
  });

  test('states what this version does not collect', async () => {
    const { world, ports, evidence } = await collecting();
    const id = await collected(ports, world);
    const { report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    const reasons = report.gaps.map(({ reason }) => reason);
    expect(reasons).toEqual(expect.arrayContaining([expect.stringContaining('training roster')]));
    expect(reasons).toEqual(expect.arrayContaining([expect.stringContaining('no workspace of logs')]));
  });

  test('compares what phiwatch knows with what Resource Graph counts', async () => {
    const { world, ports, evidence } = await collecting();
    const unseen = accountId.replace(/[^/]+$/, 'unseen');
    world.azure.put({ id: unseen, type: 'Microsoft.Storage/storageAccounts' });
    const id = await collected(ports, world);
    const { files } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    const { populations } = JSON.parse(files.get('manifest.json') ?? '') as {
      populations: { name: string }[];
    };
    expect(populations.find(({ name }) => name === 'resources')).toMatchObject({
      count: 1,
      independent: { count: 2, unexplained: [unseen.toLowerCase()] },
    });
  });

  test('has the populations of the ledger with their members, for samples that are drawn offline', async () => {
    const { world, ports, evidence } = await collecting();
    const id = await collected(ports, world);
    const { files } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    const { populations } = JSON.parse(files.get('manifest.json') ?? '') as {
      populations: { name: string }[];
    };
    const names = populations.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(expect.arrayContaining(['changes', 'exemptions', 'privileged', 'resources']));
    expect(JSON.parse(files.get('populations/changes.json') ?? '')).toMatchObject({
      name: 'changes',
      members: [],
    });
  });

  test('says that the ledger begins after the period, where populations count nothing for it', async () => {
    const { world, ports, evidence } = await collecting();
    const id = await collected(ports, world);
    const { report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    expect(report.gaps.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([expect.stringContaining('the ledger begins at 2026-03-01')]),
    );
  });

  test('follows the package before it', async () => {
    const { world, ports, evidence } = await collecting();
    const first = await collected(ports, world);
    world.clock.advance(60);
    const second = await collected(ports, world);
    const { files } = await packageIn(evidence, await auditorPackage(second, ports), ports);
    const [made] = (await ports.collections.read(first))?.value.packages ?? [];
    expect(JSON.parse(files.get('manifest.json') ?? '')).toMatchObject({
      previous: { id: first, sha256: made?.sha256 },
    });
  });

  test('holds the time stamps on its part of the ledger', async () => {
    const { world, ports, evidence, ledger } = await collecting();
    const hash = 'a'.repeat(64);
    for (const row of ['0000000002', '0000000009'])
      ledger.held.set(`stamps/${row}-${hash}.tsr`, { content: Buffer.from('stamp') });
    const id = await collected(ports, world);
    const { files, report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    expect(report.ok).toBe(true);
    expect([...files.keys()].filter((path) => path.startsWith('stamps/'))).toEqual([
      `stamps/0000000002-${hash}.tsr`,
    ]);
  });

  test('is begun for the quarter that has ended, once, and for a drill', async () => {
    const { world, ports } = await collecting();
    const started: string[] = [];
    const workflows = {
      standing: async () => 'absent' as const,
      start: async (id: string) => void started.push(id),
    };
    await keepCollections(workflows, ports);
    expect(started).toEqual([]);
    world.clock.advance(120 * 86_400);
    await keepCollections(workflows, ports);
    expect(started).toEqual(['evidence-2026Q1']);
  });

  describe('with trouble', () => {
    test('of a collector has its gap stated, and all the rest', async () => {
      const { world, ports, evidence } = await collecting();
      const broken: CollectionPorts = {
        ...ports,
        store: new Proxy(ports.store, {
          get: (target, name) => (name === 'list' ? throwing : (Reflect.get(target, name) as unknown)),
        }),
      };
      const { id } = await beginByHand(period, 'ada', ports);
      // The store fails once the parts are planned.
      const part = (await planParts(id, ports)).find((each) => each.startsWith('stores')) ?? '';
      expect(await collectPart(id, part, broken)).toMatchObject({ kind: 'again' });
      expect(await collectionView(id, ports)).toMatchObject({
        gaps: [],
        retrying: [{ collector: 'stores', tries: 1 }],
      });
      await carryThrough(id, broken, world);
      expect((await collectionView(id, ports))?.retrying).toEqual([]);
      const { report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
      expect(report.ok).toBe(true);
      expect(report.gaps).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            collector: 'stores',
            reason: expect.stringContaining('nothing of it is there'),
          }),
        ]),
      );
      expect((await collectionView(id, ports))?.parts.givenUp).toBeGreaterThan(0);
    });

    test('of Azure for a while waits, and has no gap', async () => {
      const { world, ports, evidence } = await collecting();
      let refused = 0;
      world.azure.instead.set(accountId.toLowerCase(), (startedAt) =>
        (refused += 1) <= 3
          ? { kind: 'throttled', startedAt, retryAfterSeconds: 30, reason: 'HTTP 429' }
          : undefined,
      );
      const id = await collected(ports, world);
      const { report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
      expect(refused).toBe(4);
      expect(report.gaps.filter(({ collector }) => collector === 'states')).toEqual([]);
    });

    test('of rights says of which resource only its state is there', async () => {
      const { world, ports, evidence } = await collecting();
      world.azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
        kind: 'denied',
        startedAt,
        reason: 'HTTP 403',
      }));
      const id = await collected(ports, world);
      const { report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
      expect(report.gaps).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ collector: 'states', reason: expect.stringContaining(accountId) }),
        ]),
      );
    });

    test('of a file that was changed after it was collected leaves it out, and says so', async () => {
      const { world, ports, evidence } = await collecting();
      const { id } = await beginByHand(period, 'ada', ports);
      evidence.fails = (name) => {
        if (!name.startsWith('packages/')) return;
        evidence.fails = () => undefined;
        for (const [blob, held] of evidence.held)
          if (blob.includes('/states/')) held.content = Buffer.from('{}');
        throw new Error('the host ended');
      };
      await carryThrough(id, ports, world);
      const { report, text } = await packageIn(evidence, await auditorPackage(id, ports), ports);
      expect(report.ok).toBe(true);
      expect(report.gaps).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ reason: expect.stringContaining('not there as it was collected') }),
        ]),
      );
      expect(text).not.toContain(`"resource":{"id":"${accountId}`);
    });
  });

  test('killed before each write of a blob comes to one package', async () => {
    const { world, ports, evidence } = await collecting();
    const { id } = await beginByHand(period, 'ada', ports);
    const died = new Set<string>();
    evidence.fails = (name) => {
      const file = name.replace(/-[0-9a-f]+\./, '.');
      if (died.has(file)) return;
      died.add(file);
      throw new Error('the host ended');
    };
    await carryThrough(id, ports, world);
    expect(died.size).toBeGreaterThan(10);
    expect(packagesIn(evidence)).toEqual([await auditorPackage(id, ports)]);
    const { report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    expect(report.ok).toBe(true);
    expect(report.gaps.filter(({ reason }) => reason.includes('the host ended'))).toEqual([]);
  });

  test('whose place somebody else has taken comes to a package in another', async () => {
    const { world, ports, evidence } = await collecting();
    const { id } = await beginByHand(period, 'ada', ports);
    let taken = 0;
    const put = evidence.putOnce.bind(evidence);
    const packages: CollectionPorts['evidence'] = Object.assign(Object.create(evidence) as typeof evidence, {
      putOnce: async (...words: Parameters<typeof put>) => {
        taken += 1;
        if (taken === 1) evidence.held.set(words[0], { content: Buffer.from('not a package') });
        return put(...words);
      },
    });
    await carryThrough(id, { ...ports, packages }, world);
    expect(taken).toBe(2);
    const { report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    expect(report).toMatchObject({ ok: true, signer: 'proven' });
  });

  test('killed after each write comes to one package, of what was written first', async () => {
    const { world, ports, evidence } = await collecting();
    const { id } = await beginByHand(period, 'ada', ports);
    const died = new Set<string>();
    const put = evidence.putOnce.bind(evidence);
    const dying: CollectionPorts['evidence'] = Object.assign(Object.create(evidence) as typeof evidence, {
      putOnce: async (...words: Parameters<typeof put>) => {
        const result = await put(...words);
        const file = words[0].replace(/-[0-9a-f]+\./, '.');
        if (!died.has(file)) {
          died.add(file);
          throw new Error('the host ended');
        }
        return result;
      },
    });
    await carryThrough(id, { ...ports, evidence: dying, packages: dying }, world);
    expect(packagesIn(evidence)).toHaveLength(1);
    const { report } = await packageIn(evidence, await auditorPackage(id, ports), ports);
    expect(report.ok).toBe(true);
    const made = (await ports.collections.read(id))?.value.packages ?? [];
    expect(made).toMatchObject([{ class: 'auditor', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });
});

describe('what a class of readers has', () => {
  const incident = {
    what: 'XNARRATIVE',
    why: 'XNARRATIVE',
    status: 'decided',
    openedAt: '2026-03-01T10:00:00.000Z',
    discovery: { day: '2026-03-01', basis: 'alert', why: 'XNARRATIVE' },
    decision: { outcome: 'breach', why: 'XNARRATIVE', signedAt: '2026-03-02T00:00:00.000Z' },
    notices: [{ to: 'individuals', sentOn: '2026-03-20', document: 'https://XNARRATIVE' }],
    subjects: ['XPERSON'],
  };
  const anomaly = {
    id: 'n1',
    principal: 'XPERSON',
    explanation: 'XPERSON',
    kinds: ['bulk-read'],
    end: '2026-03-01T11:00:00.000Z',
  };
  const rows = [
    row('Incidents', 'i1', incident),
    row('Anomalies', 'n1', anomaly, 'anomaly'),
    row('AnomalySuppressions', 's1', { principal: 'XPERSON', reason: 'XPERSON', kinds: ['after-hours'] }),
    row('LegalHolds', 'h1', { why: 'XMATTER', status: 'in-force' }),
  ];
  const counsel = { objectId: 'c', kind: 'user' } as const;

  async function produced(releaseClass: string, released = false) {
    const made = await collecting(rows);
    const { world, ports, evidence } = made;
    const id = await collected(ports, world);
    await ports.incidents.add('all', {
      id: 'i1',
      version: 1,
      recordedAt: '2026-03-01T00:00:00.000Z',
      value: incident as never,
    });
    if (released)
      await releaseNarrative(
        { incident: 'i1', class: releaseClass, why: 'asked' },
        counsel,
        ports,
        () => 'r1',
      );
    await askProduction(
      id,
      { class: releaseClass, to: 'the firm', why: 'asked' },
      counsel,
      ports,
      () => 'p1',
    );
    await carryThrough(id, ports, world);
    const [log] = await ports.productions.latest('all');
    return { id, log, ...(await packageIn(evidence, log?.value.blob ?? '', ports)) };
  }

  test.each(['auditor', 'regulator'])(
    '%s: id, day and duty of an incident; no narrative, nobody, no matter',
    async (name) => {
      const { report, text, files } = await produced(name);
      expect(report).toMatchObject({ ok: true, class: name });
      expect(text).not.toMatch(/XNARRATIVE|XPERSON|XMATTER/);
      const incidents = files.get('artifacts/records/Incidents-0001.json') ?? '';
      expect(incidents).toContain('i1');
      for (const known of ['2026-03-01', 'breach', '2026-03-20']) expect(incidents).toContain(known);
      expect(text).toContain('bulk-read');
    },
  );

  test('counsel: everything', async () => {
    const { text } = await produced('counsel');
    for (const secret of ['XNARRATIVE', 'XPERSON', 'XMATTER']) expect(text).toContain(secret);
  });

  test('auditor, once counsel has released the narrative: it, nobody else, and the production log says so', async () => {
    const { id, text, log, files } = await produced('auditor', true);
    expect(files.get('artifacts/records/Incidents-0001.json')).toContain('XNARRATIVE');
    expect(text).not.toMatch(/XMATTER/);
    expect(log?.value).toMatchObject({
      collection: id,
      class: 'auditor',
      to: 'the firm',
      decidedBy: 'c',
      status: 'made',
      released: ['i1'],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

const packagesIn = ({ held }: { readonly held: ReadonlyMap<string, unknown> }) =>
  [...held.keys()].filter((name) => name.startsWith('packages/'));

function throwing(): never {
  throw new Error('the store does not answer');
}
