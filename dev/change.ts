import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { secretHeader } from '@phiwatch/azure-simulator';
import { fail, UsageError } from '../cli/fail.ts';
import type { Resource } from '../src/model/index.ts';
import { parseChange } from './console/change.ts';
import { runFile } from './console/run-file.ts';
import type { RunFile } from './console/run-file.ts';

const usage = 'usage: npm run -s change -- NAME-OR-ID PATH=VALUE [PATH=VALUE ...]';

/** Changes a resource of a running `npm start`, as an administrator would. */
async function main([target, ...assignments]: readonly string[]): Promise<void> {
  if (!target || assignments.length === 0) throw new UsageError(usage);
  const run = readRun();
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(run.certificate, 'utf8')]);
  const headers = { [secretHeader]: run.simSecret, 'content-type': 'application/json' };
  const resources = (await (await fetch(`${run.simUrl}/resources`, { headers })).json()) as Resource[];
  const { id, body } = parseChange(target, assignments, resources);
  const actor = { oid: '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d', type: 'User' };
  const response = await fetch(`${run.simUrl}/change`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ method: 'PATCH', id, body, actor }),
  });
  if (!response.ok) throw new UsageError(await response.text());
  console.log(`changed ${id}: ${assignments.join(', ')}`);
}

function readRun(): RunFile {
  try {
    return JSON.parse(readFileSync(runFile, 'utf8')) as RunFile;
  } catch (cause) {
    throw new UsageError('nothing runs here: start it with npm start', { cause });
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  fail(error);
}
