import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiAudience, startAzure } from '@phiwatch/azure-simulator';
import type { Azure } from '@phiwatch/azure-simulator';
import { createLocalJWKSet, decodeJwt } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { RunFile } from '../../cli/local-runs.ts';
import { createCertificate } from '../../dev/tls.ts';
import { createTokenValidator } from '../../src/platform/auth/index.ts';
import { phiwatch } from './run.ts';

interface Run {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** In a process of its own, as it trusts the certificate of the run; what it talks to runs in this one. */
function spawned(...args: string[]): Promise<Run> {
  const file = join(import.meta.dirname, '../../cli/phiwatch.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

let folder: string;
let azure: Azure;
let token: string;
let ways: NonNullable<RunFile['ways']>;

/** As `npm start` leaves it, in a folder of its own. */
async function writeRun(base: string, run: Omit<RunFile, 'startedAt'>): Promise<string> {
  const own = join(base, 'runs', String(run.port));
  await mkdir(own, { recursive: true });
  const startedAt = '2026-03-01T08:00:00.000Z';
  await writeFile(join(own, 'run.json'), JSON.stringify({ startedAt, ...run }));
  return own;
}

/** The id of a process that is no more. */
const dead = spawnSync(process.execPath, ['--version']).pid;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'login-'));
  const tls = await createCertificate();
  azure = await startAzure({ resources: [], tls, roles: [] });
  const certificate = join(folder, 'loopback.pem');
  await writeFile(certificate, tls.cert);
  const { simUrl, simSecret } = azure;
  ways = { url: 'http://127.0.0.1:7071', simUrl, simSecret, certificate };
  token = join(await writeRun(folder, { pid: process.pid, port: 7071, ways }), 'token');
});

afterAll(async () => {
  await azure.stop();
  await rm(folder, { recursive: true });
});

describe('phiwatch login', () => {
  test('stores a token that the app accepts, for its owner alone to read', async () => {
    await writeFile(token, 'an old one', { mode: 0o644 });
    const oid = '9b1d7c30-52e4-4f6a-8a1c-3e07d2b45f18';
    const args = ['login', '--role', 'operator', '--role', 'Reader', '--user', oid, '--folder', folder];
    const { code, stdout } = await spawned(...args);
    expect(code).toBe(0);
    const issued = await readFile(token, 'utf8');
    expect(stdout).not.toContain(issued);
    expect(stdout).toContain(`$(cat ${token})`);
    expect((await stat(token)).mode & 0o777).toBe(0o600);
    const { tenantId, armUrl } = azure;
    const document = await azure.simulation.userTokens.document(`/${tenantId}/discovery/v2.0/keys`, armUrl);
    const validate = createTokenValidator({
      tenantId,
      issuers: [`https://sts.windows.net/${tenantId}/`],
      audiences: [apiAudience],
      keys: createLocalJWKSet(document as JSONWebKeySet),
      now: () => new Date(),
    });
    expect(await validate(issued)).toMatchObject({
      kind: 'accepted',
      caller: { objectId: oid, kind: 'user', roles: ['Reader', 'Operator'] },
    });
  });

  test('is another person for each role, and says what an Auditor lacks', async () => {
    const people = new Set<unknown>();
    for (const role of ['Auditor', 'ExemptionApprover']) {
      const { stdout } = await spawned('login', '--role', role, '--folder', folder);
      expect(stdout.includes('auditor-grants')).toBe(role === 'Auditor');
      people.add(decodeJwt(await readFile(token, 'utf8'))['oid']);
    }
    expect(people.size).toBe(2);
  });

  test.each([
    ['a role that is none', ['--role', 'Owner'], 'PrivacyOfficer'],
    ['no role', [], '--role'],
    ['a user who is no GUID', ['--role', 'Reader', '--user', 'jane'], 'GUID'],
    ['nothing that runs', ['--role', 'Reader', '--folder', '/nowhere'], 'npm start'],
  ])('refuses %s', async (_, args, said) => {
    const { code, stderr } = await phiwatch('login', ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(said);
  });
});

describe('of several runs', () => {
  const login = (base: string, ...args: string[]) =>
    phiwatch('login', '--role', 'Reader', '--folder', base, ...args);

  async function emptyFolder(): Promise<string> {
    const base = await mkdtemp(join(tmpdir(), 'runs-'));
    onTestFinished(() => rm(base, { recursive: true }));
    return base;
  }

  test('the one on --port is acted on; without it, the ports are named', async () => {
    const base = await emptyFolder();
    await writeRun(base, { pid: process.pid, port: 7071, ways });
    const second = await writeRun(base, { pid: process.pid, port: 7072, ways });
    expect(await login(base)).toMatchObject({
      code: 1,
      stderr: 'error: npm start runs on ports 7071, 7072: choose one with --port N\n',
    });
    expect(await login(base, '--port', '7072')).toMatchObject({ code: 0 });
    expect(await readdir(second)).toContain('token');
    expect(await login(base, '--port', '7073')).toMatchObject({
      stderr: 'error: no npm start runs on port 7073, but on ports 7071, 7072\n',
    });
  });

  test('one that has ended is none, and its end is told where it is meant', async () => {
    const base = await emptyFolder();
    await writeRun(base, { pid: dead, port: 7071, ways });
    const ended = 'error: npm start on port 7071 has ended: start it again with npm start\n';
    expect(await login(base)).toMatchObject({ code: 1, stderr: ended });
    await writeRun(base, { pid: process.pid, port: 7072, ways });
    expect(await login(base)).toMatchObject({ code: 0 });
    expect(await login(base, '--port', '7071')).toMatchObject({ code: 1, stderr: ended });
  });

  test('one that does not answer has ended too, and one without an address still starts', async () => {
    const base = await emptyFolder();
    // Its process id belongs to another process by now. Nobody listens on the port of discard.
    await writeRun(base, {
      pid: process.pid,
      port: 7071,
      ways: { ...ways, simUrl: 'https://127.0.0.1:9/_sim' },
    });
    expect(await login(base)).toMatchObject({ code: 1, stderr: expect.stringContaining('7071 has ended') });
    await writeRun(base, { pid: process.pid, port: 7071 });
    expect(await login(base)).toMatchObject({
      code: 1,
      stderr: 'error: npm start on port 7071 is still starting\n',
    });
  });

  test.each(['abc', '80000', '0', '-1', '7071.5'])('--port %s is refused', async (port) => {
    expect(await login('/nowhere', `--port=${port}`)).toMatchObject({
      code: 1,
      stderr: `error: --port ${port}: expected a whole number from 1 to 65535\n`,
    });
  });
});
