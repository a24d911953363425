import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startAzure } from '@phiwatch/azure-simulator';
import type { Azure } from '@phiwatch/azure-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localFolder } from '../../cli/local-runs.ts';
import { administrator } from '../../dev/people.ts';
import { account } from '../support/exported-account.ts';
import { trustedCertificate } from '../support/trusted-certificate.ts';

const images = account('stimages', { supportsHttpsTrafficOnly: true }, { tags: { phi: 'yes' } });

let azure: Azure;
/** That of the simulation: no other run on this machine can have it. */
let port: string;
const folders: string[] = [];

/** As `npm start` leaves it, where `npm run change` looks for it: whole at once, as a start removes what it cannot read. */
async function writeRun(run: { readonly port: string; readonly simUrl: string }): Promise<void> {
  const runs = join(localFolder, 'runs');
  await mkdir(runs, { recursive: true });
  const made = await mkdtemp(join(localFolder, 'test-'));
  const folder = join(runs, `test-${run.port}`);
  folders.push(made, folder);
  await writeFile(join(made, 'loopback.pem'), trustedCertificate().cert);
  const ways = {
    url: 'http://127.0.0.1:9',
    simUrl: run.simUrl,
    simSecret: azure.simSecret,
    certificate: join(folder, 'loopback.pem'),
  };
  const startedAt = '2026-03-01T08:00:00.000Z';
  const file = { pid: process.pid, port: Number(run.port), startedAt, ways };
  await writeFile(join(made, 'run.json'), JSON.stringify(file));
  await rename(made, folder);
}

beforeAll(async () => {
  azure = await startAzure({ resources: [images], tls: trustedCertificate(), roles: [] });
  const { simUrl } = azure;
  ({ port } = new URL(simUrl));
  await writeRun({ port, simUrl });
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
  await azure.stop();
});

function change(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const file = join(import.meta.dirname, '../../dev/change.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [file, '--port', port, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

test('npm run change sets all that it is given, as an administrator', async () => {
  const assignments = ['properties.allowBlobPublicAccess=true', 'tags.phi=no'];
  expect(await change('stimages', ...assignments)).toEqual({
    code: 0,
    stdout: `changed ${images.id}: ${assignments.join(', ')}\n`,
    stderr: '',
  });
  expect(azure.simulation.resources.get(images.id)?.resource).toMatchObject({
    properties: { allowBlobPublicAccess: true, supportsHttpsTrafficOnly: true },
    tags: { phi: 'no' },
  });
  expect(azure.simulation.changes.at(-1)).toMatchObject({ actor: { oid: administrator } });
});

test.each([
  [['stimages'], 'usage: npm run -s change -- NAME-OR-ID PATH=VALUE [PATH=VALUE ...] [--port N]'],
  [['stimages', 'tags.phi=no', '--prot', '1'], "Unknown option '--prot'; usage: npm run -s change"],
  [['stimages', 'tags.phi=no', 'properties.networkAcls={bad json'], 'properties.networkAcls: expected JSON'],
])('%j is refused in one line, and changes nothing', async (args, message) => {
  const before = azure.simulation.changes.length;
  const { code, stdout, stderr } = await change(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^error: [^\n]*\n$/);
  expect(stderr).toContain(message);
  expect(azure.simulation.changes).toHaveLength(before);
});

test('of a run that died without a word it says that it has ended', async () => {
  // Its process id belongs to another process by now. Nobody listens on the port of discard.
  await writeRun({ port: '9', simUrl: 'https://127.0.0.1:9/_sim' });
  expect(await change('stimages', 'tags.phi=no', '--port', '9')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: npm start on port 9 has ended: start it again with npm start\n',
  });
});
