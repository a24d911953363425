import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { styleText } from 'node:util';
import { estate, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { fail, UsageError } from '../cli/fail.ts';
import { localFolder } from '../cli/local-runs.ts';
import type { Drift } from '../src/model/index.ts';
import { Client } from './console/client.ts';
import { driftView } from './console/drift-view.ts';
import { pageLinks } from './console/page-links.ts';
import { remediate } from './console/remediate.ts';
import { summaryView } from './console/summary-view.ts';
import { endWithNpm } from './end-with-npm.ts';
import { administrator } from './people.ts';
import { createRunFolder } from './run-folder.ts';
import type { RunFolder } from './run-folder.ts';
import { startOptions, usage } from './start-options.ts';
import type { StartOptions } from './start-options.ts';
import { writeForFunc } from './without-host.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

const root = join(import.meta.dirname, '..');

const print = (text: string): void => console.log(text);

async function main(): Promise<void> {
  const options = startOptions(process.argv.slice(2));
  if (options.help) return print(usage);
  endWithNpm();
  if (!options.once && !(await isFree(options.port)))
    throw new UsageError(
      `--port ${options.port}: the port is taken, by another npm start it may be: choose another port`,
    );
  const run = await createRunFolder(localFolder, { ...nameOf(options), now: new Date() });
  try {
    await startAndRun(options, run);
  } finally {
    await run.close();
  }
}

/** A run that ends by itself, or that has no app, is none that others act on. */
function nameOf({ once, withoutHost, port }: StartOptions): { readonly name: string; readonly port?: number } {
  if (once) return { name: `once-${process.pid}` };
  return withoutHost ? { name: 'without-host' } : { name: String(port), port };
}

async function startAndRun(options: StartOptions, run: RunFolder): Promise<void> {
  const { once, verbose, withoutHost, port } = options;
  const resources = estate();
  print(
    `Bringing up a simulated Azure with a sample hospital (${resources.length} resources), Azurite and the app ...`,
  );
  const world = await startWorld({
    folder: run.path,
    app: join(root, 'dist'),
    resources,
    subscriptionId,
    hosts: withoutHost ? 0 : 1,
    // The suite expects what it changes to be settled.
    settleMs: withoutHost ? 0 : 200,
    port: once ? 0 : port,
    settings: { READ_MARGIN_SECONDS: '5' },
    channels: true,
    writer: true,
    page: true,
    onOutput: (text) => {
      if (verbose) process.stderr.write(text);
    },
  });
  try {
    if (withoutHost) await stayWithoutHost(world);
    else await runWithHost(world, run, once);
  } finally {
    await world.stop();
  }
}

/** Whether nobody listens there. */
function isFree(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer()
    .once('error', () => resolve(false))
    .once('listening', () => server.close(() => resolve(true)));
  server.listen(port, '127.0.0.1');
  return promise;
}

async function runWithHost(world: World, run: RunFolder, once: boolean): Promise<void> {
  const [host] = world.hosts;
  if (!host) throw new Error('the host did not start');
  const client = new Client(host, world.azure);
  await baseline(client);
  print(summaryView(await client.controls()));
  const drift = await scriptedChange(world, client);
  // Whoever stays decides on the page.
  if (once) await scriptedAnswer(client, drift);
  else await stay(world, run, client, host.url);
}

/** Leaves the app to another host, such as `func start`, until the process is told to end. */
async function stayWithoutHost(world: World): Promise<void> {
  const files = await writeForFunc(world, join(root, 'dist'), localFolder);
  print(`Settings of the app are in ${files.settingsFile}, what test/e2e needs is in ${files.suiteFile}.`);
  print('docs/testing.md says how to go on. Ctrl+C ends it.');
  await ended().promise;
  await files.remove();
}

/** Resolves, and aborts its signal, when the process is told to end. */
function ended(): { readonly promise: Promise<void>; readonly signal: AbortSignal } {
  const end = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      end.abort();
      resolve();
    });
  return { promise, signal: end.signal };
}

/** Has every resource evaluated for the first time, telling how far it is. */
async function baseline(client: Client): Promise<void> {
  print('Evaluating every resource for the first time ...');
  await client.run('full-scan');
  let before = '';
  for (;;) {
    await wait(500);
    const [scan] = await client.scans();
    if (!scan) continue;
    const { parts, figures, status } = scan;
    const now = `  ${figures.confirmed} resources evaluated; ${parts.done} of ${parts.total} scopes done`;
    if (now !== before) print(now);
    if (status === 'finished') return;
    before = now;
  }
}

/** Someone turns off secure transfer on the account that holds the imaging archive. */
async function scriptedChange({ azure, sinks }: World, client: Client): Promise<Drift> {
  print(`\n${styleText('bold', 'A change:')} secure transfer is turned off on the imaging archive.`);
  const since = new Date().toISOString();
  azure.simulation.change({
    method: 'PATCH',
    id: imagingArchiveId,
    body: { properties: { supportsHttpsTrafficOnly: false } },
    actor: { oid: administrator, type: 'User' },
  });
  let drift: Drift | undefined;
  for (; !drift; await wait(100)) [drift] = await client.drifts(since);
  print(`${styleText('bold', 'Drift:')}\n${driftView(drift)}`);
  const name = imagingArchiveId.split('/').at(-1) ?? '';
  const told = () => new Set(sinks.arrived.flatMap(({ sink, body }) => (body.includes(name) ? [sink] : [])));
  while (told().size < 3) await wait(100);
  print(
    `${styleText('bold', 'Notified:')} a card in Teams, a mail, a signed message to a pager (all simulated).`,
  );
  for (const link of pageLinks(sinks.arrived)) print(`The card leads to ${link}`);
  return drift;
}

/** Somebody asks for it to be remediated, and another approves the plan: phiwatch sets it, reads it back and re-evaluates it. */
async function scriptedAnswer(client: Client, { id }: Drift): Promise<void> {
  const { applied, decision, closure } = await remediate(client, id);
  const set = applied?.changes.map(
    ({ path, before, after }) => `${path}: ${String(before)} -> ${String(after)}`,
  );
  print(`${styleText('bold', 'Remediated:')} ${set?.join(', ') ?? 'nothing'}`);
  print(
    `    approved by ${String(decision?.by)}, who did not make the change; verified; closed as ${closure}`,
  );
}

/** Shows each drift as it comes, until the process is told to end. */
async function stay(world: World, run: RunFolder, client: Client, url: string): Promise<void> {
  const { simUrl, simSecret } = world.azure;
  await run.open({ url, simUrl, simSecret, certificate: world.certificate });
  print(`\nThe app listens on ${url}. Watching; Ctrl+C ends it. In another terminal, change something:`);
  print('  npm run -s change -- stlakesideimages properties.supportsHttpsTrafficOnly=true');
  print('The page of a card asks who you want to be; the certificate of this run is not known to a browser.');
  let cards = pageLinks(world.sinks.arrived).length;
  const { signal } = ended();
  const told = new Set<string>();
  const since = new Date().toISOString();
  while (!signal.aborted) {
    const fresh = (await client.drifts(since)).filter((drift: Drift) => !told.has(drift.id));
    for (const drift of fresh) {
      told.add(drift.id);
      print(`${styleText('bold', 'Drift:')}\n${driftView(drift)}`);
    }
    const links = pageLinks(world.sinks.arrived);
    for (const link of links.slice(cards)) print(`A card leads to ${link}`);
    cards = links.length;
    await wait(500, undefined, { signal }).catch(() => undefined);
  }
  print('Ending ...');
}

try {
  await main();
} catch (error) {
  fail(error);
}
