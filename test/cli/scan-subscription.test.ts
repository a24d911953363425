import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzure } from '@phiwatch/azure-simulator';
import type { Grant } from '@phiwatch/azure-simulator';
import { estate, groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, onTestFinished, test } from 'vitest';
import { createCertificate } from '../../dev/tls.ts';
import type { Resource } from '../../src/model/resource.ts';
import type { ScanFinding } from '../../src/monitoring/scan/index.ts';

const principal = '11111111-0000-4000-a000-000000000001';

/** Runs `phiwatch scan --subscription` as a managed identity of the simulated Azure with these rights. */
async function scan(
  roles: readonly Grant[],
  id = subscriptionId,
  { more = [], flags = [] }: { readonly more?: readonly Resource[]; readonly flags?: readonly string[] } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'cli-'));
  const tls = await createCertificate();
  const certificate = join(folder, 'ca.pem');
  await writeFile(certificate, tls.cert);
  const azure = await startAzure({
    resources: [...estate(), ...more],
    tls,
    roles,
    identities: [{ oid: principal }],
  });
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
  const args = [file, 'scan', '--subscription', id, '--format', 'json', ...flags];
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
  return { code, stderr, findings: stdout === '' ? [] : (JSON.parse(stdout) as ScanFinding[]), methods };
}

const scope = `/subscriptions/${subscriptionId}`;

test('a live subscription is evaluated, and nothing but read', async () => {
  const { code, findings, methods } = await scan([{ principal, scope, actions: ['*/read'] }]);
  expect(code).toBe(2);
  expect(findings.filter(({ state }) => state === 'NonCompliant').length).toBeGreaterThan(5);
  expect(findings.filter(({ state }) => state === 'Unknown')).toEqual([]);
  expect(methods).toEqual(new Set(['GET ', 'POST /providers/Microsoft.ResourceGraph/resources']));
});

test('of a subscription that may not be read, all that is said is that', async () => {
  const elsewhere = `${scope}/resourceGroups/${groups.imaging}x`;
  const { code, findings } = await scan([{ principal, scope: elsewhere, actions: ['*/read'] }]);
  expect(code).toBe(3);
  expect(findings.every(({ state, resourceId }) => state === 'Unknown' && resourceId === scope)).toBe(true);
  expect(findings.length).toBeGreaterThan(0);
});

/** Every storage account must have a tag that none has; the imaging archive is exempted from it. */
function tenantOf(id: string): readonly Resource[] {
  const provider = `${id}/providers/Microsoft.Authorization`;
  const [definitionId, assignmentId] = [
    `${provider}/policyDefinitions/tagged`,
    `${provider}/policyAssignments/tagged`,
  ];
  const policyRule = {
    if: {
      allOf: [
        { field: 'type', equals: 'Microsoft.Storage/storageAccounts' },
        { field: "tags['nobody-has-it']", exists: false },
      ],
    },
    then: { effect: 'audit' },
  };
  return [
    {
      id: definitionId,
      name: 'tagged',
      type: 'Microsoft.Authorization/policyDefinitions',
      properties: {
        displayName: 'Accounts are tagged',
        policyType: 'Custom',
        mode: 'Indexed',
        version: '1.0.0',
        policyRule,
      },
    },
    {
      id: assignmentId,
      name: 'tagged',
      type: 'Microsoft.Authorization/policyAssignments',
      properties: { policyDefinitionId: definitionId, scope: id, parameters: {} },
    },
    {
      id: `${imagingArchiveId}/providers/Microsoft.Authorization/policyExemptions/archive`,
      name: 'archive',
      type: 'Microsoft.Authorization/policyExemptions',
      properties: {
        policyAssignmentId: assignmentId,
        exemptionCategory: 'Waiver',
        expiresOn: '2999-01-01T00:00:00Z',
      },
    },
  ];
}

test("what the tenant has assigned is evaluated too, under Azure's exemptions; not where that is not wanted", async () => {
  const reader = [{ principal, scope, actions: ['*/read'] }];
  const { findings } = await scan(reader, subscriptionId, { more: tenantOf(scope) });
  const tagged = findings.filter(({ policy }) => policy.endsWith('/tagged'));
  expect(tagged.length).toBeGreaterThan(3);
  for (const { resourceId, state, reason, title } of tagged) {
    expect(title).toContain('Accounts are tagged');
    const isArchive = resourceId.toLowerCase() === imagingArchiveId.toLowerCase();
    expect({ resourceId, state }).toEqual({ resourceId, state: isArchive ? 'Exempt' : 'NonCompliant' });
    if (isArchive) expect(reason).toContain('until 2999-01-01');
  }
  const own = await scan(reader, subscriptionId, { more: tenantOf(scope), flags: ['--catalogue-only'] });
  expect(own.findings.filter(({ policy }) => policy.endsWith('/tagged'))).toEqual([]);
});

test('policies of the tenant that may not be read are Unknown, and do not go without a word', async () => {
  const notActions = ['Microsoft.Authorization/policyAssignments/read'];
  const { findings } = await scan([{ principal, scope, actions: ['*/read'], notActions }], subscriptionId, {
    more: tenantOf(scope),
  });
  const unknown = findings.filter(({ state }) => state === 'Unknown');
  expect(unknown).toMatchObject([
    { resourceId: scope, reason: expect.stringContaining('assignments: read denied') },
  ]);
});

test('where nobody is signed in it cannot run, and says what to do', async () => {
  const env = { PATH: process.env['PATH'], AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' };
  const file = join(import.meta.dirname, '../../cli/phiwatch.ts');
  const { code, stderr } = await new Promise<{ code: number; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [file, 'scan', '--subscription', subscriptionId],
      { env },
      (error, _, stderr) => resolve({ code: error ? Number(error.code) : 0, stderr }),
    );
  });
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: nobody is signed in: az login/),
  });
});
