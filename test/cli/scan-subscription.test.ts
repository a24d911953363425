import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startAzure } from '../../local/azure/index.ts';
import type { Grant } from '../../local/azure/index.ts';
import { estate, groups, subscriptionId } from '../../local/estate/index.ts';
import { createCertificate } from '../../local/tls.ts';
import type { Finding } from '../../src/compliance/scan/index.ts';

const principal = '11111111-0000-4000-a000-000000000001';

/** Runs `phiwatch scan --subscription` as a managed identity of the simulated Azure with these rights. */
async function scan(roles: readonly Grant[], id = subscriptionId) {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'));
  const tls = await createCertificate();
  const certificate = join(folder, 'ca.pem');
  await writeFile(certificate, tls.cert);
  const azure = await startAzure({ resources: estate(), tls, roles, identities: [{ oid: principal }] });
  onTestFinished(async () => {
    await azure.stop();
    await rm(folder, { recursive: true });
  });
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: certificate,
    AZURE_RESOURCE_MANAGER_ENDPOINT: azure.armUrl,
    AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    IDENTITY_ENDPOINT: azure.msiUrl,
    IDENTITY_HEADER: azure.msiHeader,
  };
  const file = join(import.meta.dirname, '../../cli/phiwatch.ts');
  const args = [file, 'scan', '--subscription', id, '--format', 'json'];
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>(
    (resolve) => {
      execFile(process.execPath, args, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    },
  );
  const methods = new Set(
    azure.simulation.log.map(({ method, path }) => `${method} ${method === 'GET' ? '' : path}`),
  );
  return { code, stderr, findings: stdout === '' ? [] : (JSON.parse(stdout) as Finding[]), methods };
}

const scope = `/subscriptions/${subscriptionId}`;

test('a live subscription is judged, and nothing but read', async () => {
  const { code, findings, methods } = await scan([{ principal, scope, actions: ['*/read'] }]);
  expect(code).toBe(2);
  expect(findings.filter(({ state }) => state === 'NonCompliant').length).toBeGreaterThan(5);
  expect(findings.filter(({ state }) => state === 'Unknown')).toEqual([]);
  expect(methods).toEqual(new Set(['GET ', 'POST /providers/Microsoft.ResourceGraph/resources']));
}, 60_000);

test('of a subscription that may not be read, all that is said is that', async () => {
  const elsewhere = `${scope}/resourceGroups/${groups.imaging}x`;
  const { code, findings } = await scan([{ principal, scope: elsewhere, actions: ['*/read'] }]);
  expect(code).toBe(3);
  expect(findings.every(({ state, resourceId }) => state === 'Unknown' && resourceId === scope)).toBe(true);
  expect(findings.length).toBeGreaterThan(0);
}, 60_000);
