import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { describe, expect, test } from 'vitest';
import { azuriteAccount } from '../../dev/azurite.ts';
import { signerIdentity } from '../../dev/evidence-storage.ts';
import { appIdentity } from '../../dev/world.ts';
import type { CollectionView } from '../../src/evidence/collection/index.ts';
import { sha256 } from '../../src/evidence/model/index.ts';
import { verifyPackage } from '../../src/evidence/package/index.ts';
import { createBlobs } from '../../src/platform/blobs/index.ts';
import { phiwatch, phiwatchFile } from '../cli/run.ts';
import { readerOf, unzipped } from '../evidence/support/package-of.ts';
import { App } from './support/app.ts';
import { connectionTo, given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { killAt } from './support/kill-at.ts';
import type { Place } from './support/kill-at.ts';
import { seeded } from './support/random.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

/** Kills at random, beside the one that is aimed: `KILLS=20 npx vitest run test/e2e/evidence.test.ts`. */
const kills = Number(process.env['KILLS'] ?? 0);
const seed = Number(process.env['KILL_SEED'] ?? 20261201);

const folder = mkdtempSync(join(tmpdir(), 'evidence-'));

const minute = 60_000;
const timer = 'evidence-due';
const it = useWorld({
  evidence: true,
  proxy: true,
  channels: true,
  messageLease: 60,
});

/** Told of an incident, and whom it is about: for counsel alone. */
const narrative = 'XNARRATIVE of what happened in radiology';
const suspect = '5d1f8a36-9c72-4b0e-8e45-1a7b3c6d9f29';
const counsel = '5d1f8a36-9c72-4b0e-8e45-1a7b3c6d9f21';
const other = '5d1f8a36-9c72-4b0e-8e45-1a7b3c6d9f22';
const officer = '5d1f8a36-9c72-4b0e-8e45-1a7b3c6d9f23';

async function as(
  app: App,
  oid: string,
  role: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const token = await app.azure.userToken({ oid, roles: [role] });
  return app.call(method, path, token, body === undefined ? {} : { body });
}

const collect = async (app: App): Promise<CollectionView> => {
  const period = { from: '2026-01-01T00:00:00Z', to: new Date(it.world.now()).toISOString() };
  const answer = await as(app, officer, 'PrivacyOfficer', 'POST', '/api/evidence/collect', period);
  expect(answer.status).toBe(202);
  return (await answer.json()) as CollectionView;
};

/** Moves time until a collection is packed. */
const packed = (id: string, app: App) =>
  until(
    `${id} to be packed`,
    async () => {
      it.world.moveTime(minute);
      await app.run(timer).catch(() => undefined);
      const view = (await (
        await as(app, officer, 'PrivacyOfficer', 'GET', `/api/evidence/${id}`)
      ).json()) as CollectionView;
      return view.status === 'packed' ? view : undefined;
    },
    180_000,
  );

/** The containers as an identity has them. */
function blobsAs(oid: string, container: string) {
  const { evidence } = it.world;
  if (!evidence) throw new Error('there is no storage for evidence');
  const credential = {
    getToken: async () => {
      const { token, expiresOn } = await evidence.issueToken(oid);
      return { token, expiresOnTimestamp: expiresOn * 1000 };
    },
  };
  return createBlobs({ blobServiceUri: evidence.url, container, credential });
}

async function first<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

async function zipIn({ packages }: Pick<CollectionView, 'packages'>): Promise<Buffer> {
  const found = await blobsAs(signerIdentity.oid, 'evidence').read(packages.at(-1)?.blob ?? '');
  return Buffer.from(found?.content ?? []);
}

describe.skipIf(given)('evidence', () => {
  test('is collected through kill -9 into one locked package, that a stranger verifies', async () => {
    const { world } = it;
    let { app } = it;
    await app.get('/api/health');
    expect((await as(app, officer, 'Operator', 'POST', '/api/scans')).status).toBe(202);
    await drain(it);
    const opened = await as(app, officer, 'PrivacyOfficer', 'POST', '/api/incidents', {
      source: { kind: 'report', knownAt: new Date(world.now() - minute).toISOString() },
      what: narrative,
      systems: ['the imaging archive'],
      resources: [],
      capacity: 'covered-entity',
      subjects: [suspect],
    });
    expect(opened.status).toBe(201);
    world.moveTime(10 * minute);
    await app.run('ledger');
    await until('the ledger', () => first(blobsAs(appIdentity.oid, 'ledger').list('rows/')));

    const { id } = await collect(app);
    const killed = await killAt(
      { method: 'PUT', path: /\/evidence\/collected%2F|\/evidence\/collected\//, nth: 9, when: 'after' },
      app,
      world,
      timer,
    );
    expect(killed.caught, 'it dies where it is aimed at').toBe(true);
    app = killed.app;
    const view = await packed(id, app);
    expect(view).toMatchObject({ packages: [{ class: 'auditor', protected: true }] });
    expect(view.parts.ended).toBe(view.parts.all);

    const zip = await zipIn(view);
    const file = join(folder, 'package.zip');
    writeFileSync(file, zip);
    const verified = await phiwatch(
      'evidence',
      'verify',
      file,
      '--key',
      world.evidence?.key.publicFile ?? '',
    );
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stdout).toContain(id);
    const files = await unzipped(zip);
    const whole = Buffer.concat([...files.values()]).toString();
    expect(whole).toContain(((await opened.json()) as { id: string }).id);
    expect(whole).not.toContain(narrative);
    expect(whole).not.toContain(suspect);
    expect(String(files.get('findings.csv'))).toContain('/providers/Microsoft.');
    const period = `from=2026-01-01&to=${encodeURIComponent(new Date(world.now()).toISOString())}`;
    const names = (
      (await (await as(app, officer, 'Counsel', 'GET', `/api/evidence/populations?${period}`)).json()) as {
        populations: { name: string; count: number }[];
      }
    ).populations;
    expect(names.find(({ name }) => name === 'incidents')?.count).toBe(1);
    for (const path of [
      `/api/evidence/snapshot?${period}`,
      `/api/evidence/recognized-security-practices`,
      ...names.flatMap(({ name }) => [
        `/api/evidence/populations/${name}?${period}`,
        `/api/evidence/populations/${name}/sample?${period}&n=1000&seed=s`,
      ]),
    ]) {
      const answer = await as(app, officer, 'Counsel', 'GET', path);
      expect([path, answer.status]).toEqual([path, 200]);
      const text = await answer.text();
      expect([path, text.includes(narrative) || text.includes(suspect)]).toEqual([path, false]);
    }
    // Where each file comes from: the identity, the api-version, the call, the skew, the hash of the answer.
    const states = [...files].find(([path]) => path.startsWith('artifacts/states/'))?.[1];
    expect(JSON.parse(String(states))).toMatchObject({
      identity: expect.any(String),
      calls: expect.arrayContaining([
        {
          path: expect.stringContaining('/subscriptions/'),
          apiVersion: expect.any(String),
          status: 200,
          requestId: expect.any(String),
          at: expect.any(String),
          skewMilliseconds: expect.any(Number),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      ]),
    });
  });

  test('has a ledger that the command line verifies with its tables, and from which they are restored', async () => {
    const { world } = it;
    const run = promisify(execFile);
    const command = async (...words: string[]) => {
      const env = {
        ...process.env,
        ...world.environment,
        AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
      };
      try {
        return { code: 0, ...(await run(process.execPath, [phiwatchFile, 'ledger', ...words], { env })) };
      } catch (error) {
        return error as { code: number; stdout: string; stderr: string };
      }
    };
    const verified = await command('verify');
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('hold') });
    const credential = new AzureNamedKeyCredential(azuriteAccount.name, azuriteAccount.key);
    const audit = new TableClient(world.azurite.tableUrl, 'Audit', credential);
    const rows = audit.listEntities<{ entry0: string }>({ queryOptions: { filter: "outcome eq 'done'" } });
    const page = await first(rows);
    if (!page) throw new Error('there is no audit');
    await audit.updateEntity(
      { ...page, entry0: page.entry0.replace('"done"', '"refused"') } as never,
      'Replace',
    );
    const found = await command('verify', '--format', 'json');
    expect(found.code).toBe(1);
    expect(JSON.parse(found.stdout)).toMatchObject({
      differences: [expect.stringMatching(/^Audit, row .*: edited\.$/)],
    });
    await audit.updateEntity({ ...page } as never, 'Replace');
    expect((await command('verify')).code).toBe(0);
  });

  test('cannot be deleted or kept for a shorter time by who collects or signs', async () => {
    const { evidence } = it.world;
    const locks =
      evidence?.log.filter(({ query }) => JSON.stringify(query).includes('immutabilityPolicies')) ?? [];
    console.log(
      locks
        .slice(0, 2)
        .map((call) => JSON.stringify(call))
        .join('\n'),
    );
    expect(locks.length).toBeGreaterThan(0);
  });

  test('is held until two people release it, and the production log says what went to whom', async () => {
    const { app } = it;
    const placed = await as(app, counsel, 'Counsel', 'POST', '/api/legal-holds', {
      about: 'all',
      why: 'matter 12',
    });
    expect(placed.status).toBe(201);
    const { id } = (await placed.json()) as { id: string };
    const path = `/api/legal-holds/${id}`;
    expect((await as(app, counsel, 'Counsel', 'POST', `${path}/release`)).status).toBe(200);
    expect((await as(app, counsel, 'Counsel', 'POST', `${path}/release/approval`)).status).toBe(403);
    await app.run('ledger');
    const isHeld = async () =>
      (await first(blobsAs(signerIdentity.oid, 'evidence').list('packages/')))?.legalHold;
    await until('the hold', async () => ((await isHeld()) ? true : undefined));
    expect((await as(app, other, 'Counsel', 'POST', `${path}/release/approval`)).status).toBe(200);
    await app.run('ledger');
    await until('its release', async () => ((await isHeld()) ? undefined : true));
    const { collections } = (await (await as(app, counsel, 'Counsel', 'GET', '/api/evidence')).json()) as {
      collections: { id: string }[];
    };
    const asked = { class: 'counsel', to: 'the firm of counsel', why: 'matter 12' };
    const produced = await as(
      app,
      counsel,
      'Counsel',
      'POST',
      `/api/evidence/${collections[0]?.id}/productions`,
      asked,
    );
    expect(produced.status).toBe(201);
    await until('the production', async () => {
      it.world.moveTime(minute);
      await app.run(timer);
      const { productions } = (await (
        await as(app, counsel, 'Counsel', 'GET', '/api/evidence-productions')
      ).json()) as { productions: { value: { status: string; sha256?: string } }[] };
      return productions[0]?.value.status === 'made' ? productions[0] : undefined;
    });
    const view = (await (
      await as(app, counsel, 'Counsel', 'GET', `/api/evidence/${collections[0]?.id}`)
    ).json()) as CollectionView;
    expect(view.packages.map((each) => each.class)).toEqual(['auditor', 'counsel']);
    const whole = Buffer.concat([...(await unzipped(await zipIn(view))).values()]).toString();
    expect(whole).toContain(narrative);
    const served = (role: string, part: string) =>
      as(app, counsel, role, 'GET', `/api/evidence/${view.id}/packages/${part}`);
    expect((await served('PrivacyOfficer', 'counsel')).status).toBe(403);
    expect((await served('Counsel', 'regulator')).status).toBe(409);
    for (const [role, part] of [
      ['Counsel', 'counsel'],
      ['PrivacyOfficer', 'auditor'],
    ] as const) {
      const answer = await served(role, part);
      const made = view.packages.find((each) => each.class === part);
      expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(made?.sha256);
    }
  });

  test.skipIf(kills === 0)(
    'survives kill -9 wherever it strikes',
    { timeout: 60_000 + kills * 90_000 },
    async () => {
      const { world } = it;
      const random = seeded(seed);
      let app = new App(connectionTo(world, world.hosts.at(-1)));
      const died: string[] = [];
      for (let n = 0; n < kills; n += 1) {
        world.moveTime(60 * minute);
        const { id } = await collect(app);
        const place: Place = {
          path: /\/evidence\/|\/(Collections|\w+Instances|\w+History)\b/,
          nth: 1 + Math.floor(random() * 120),
          when: random() < 0.5 ? 'before' : 'after',
        };
        const killed = await killAt(place, app, world, timer, 45_000);
        app = killed.app;
        const view = await packed(id, app);
        const report = await verifyPackage(readerOf(await zipIn(view)), {});
        expect(report.ok, `${id} at ${place.when} ${place.nth}`).toBe(true);
        expect(view.packages).toHaveLength(1);
        died.push(
          `${id}: ${killed.caught ? `${place.when} call ${place.nth}` : 'at rest'}, ${view.gaps.length} gaps`,
        );
      }
      console.log(died.join('\n'));
    },
  );
});
