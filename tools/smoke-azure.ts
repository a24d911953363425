import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { asSignedIn, createAzure, createWriteChecks } from '../src/platform/azure-clients/index.ts';
import { loadCatalogue } from '../src/rules/controls/index.ts';
import { createArmCall } from './smoke-azure/arm-call.ts';
import { readSmokeOptions, usage } from './smoke-azure/read-options.ts';
import { runSmoke } from './smoke-azure/run-smoke.ts';

/** The first hour on a real subscription: docs/smoke-azure.md. */
const options = readSmokeOptions(process.argv.slice(2), new Date());
if (typeof options === 'string') {
  console.error(`${options}\n${usage}`);
  process.exit(2);
}
const connection = { ...asSignedIn(process.env), now: () => new Date() };
const catalogue = loadCatalogue();
const interrupting = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (interrupting.signal.aborted) return;
    console.error('interrupted: what was made is being deleted; please wait');
    interrupting.abort();
  });
const token = await connection.credential.getToken(connection.scope);
const result = await runSmoke(options, {
  call: createArmCall(connection),
  checks: createWriteChecks({ ...connection, types: catalogue.types }),
  graph: createAzure({ ...connection, types: catalogue.types }).graph,
  catalogue,
  now: connection.now,
  sleep,
  print: (line) => console.log(line),
  interrupted: interrupting.signal,
  suffix: randomBytes(4).toString('hex'),
  tenantId: String(decodeJwt(token?.token ?? '')['tid']),
});
await writeFile(options.out, `${JSON.stringify(result, null, 2)}\n`);
console.log(`written to ${options.out}`);
process.exitCode = result.trouble === undefined && result.checks.every(({ ok }) => ok) ? 0 : 1;
