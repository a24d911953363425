import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiAudience, startAzure } from '@phiwatch/azure-simulator';
import type { Azure } from '@phiwatch/azure-simulator';
import { createLocalJWKSet, decodeJwt } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'login-'));
  const tls = await createCertificate();
  azure = await startAzure({ resources: [], tls, roles: [] });
  const certificate = join(folder, 'loopback.pem');
  await writeFile(certificate, tls.cert);
  const { simUrl, simSecret } = azure;
  const run = { url: 'http://127.0.0.1:7071', simUrl, simSecret, certificate };
  await writeFile(join(folder, 'run.json'), JSON.stringify(run));
});

afterAll(async () => {
  await azure.stop();
  await rm(folder, { recursive: true });
});

describe('phiwatch login', () => {
  test('stores a token that the app accepts, for its owner alone to read', async () => {
    await writeFile(join(folder, 'token'), 'an old one', { mode: 0o644 });
    const oid = '9b1d7c30-52e4-4f6a-8a1c-3e07d2b45f18';
    const args = ['login', '--role', 'operator', '--role', 'Reader', '--user', oid, '--folder', folder];
    const { code, stdout } = await spawned(...args);
    expect(code).toBe(0);
    const token = await readFile(join(folder, 'token'), 'utf8');
    expect(stdout).not.toContain(token);
    expect((await stat(join(folder, 'token'))).mode & 0o777).toBe(0o600);
    const { tenantId, armUrl } = azure;
    const document = await azure.simulation.userTokens.document(`/${tenantId}/discovery/v2.0/keys`, armUrl);
    const validate = createTokenValidator({
      tenantId,
      issuers: [`https://sts.windows.net/${tenantId}/`],
      audiences: [apiAudience],
      keys: createLocalJWKSet(document as JSONWebKeySet),
      now: () => new Date(),
    });
    expect(await validate(token)).toMatchObject({
      kind: 'accepted',
      caller: { objectId: oid, kind: 'user', roles: ['Reader', 'Operator'] },
    });
  });

  test('is another person for each role, and says what an Auditor lacks', async () => {
    const people = new Set<unknown>();
    for (const role of ['Auditor', 'ExemptionApprover']) {
      const { stdout } = await spawned('login', '--role', role, '--folder', folder);
      expect(stdout.includes('auditor-grants')).toBe(role === 'Auditor');
      people.add(decodeJwt(await readFile(join(folder, 'token'), 'utf8'))['oid']);
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
