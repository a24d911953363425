import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import { fail, UsageError } from '../cli/fail.ts';
import { localFolder } from '../cli/local-runs.ts';
import { Client } from './console/client.ts';
import { driftView } from './console/drift-view.ts';
import { nextAfterOnce, nextWhileRunning } from './console/next-steps.ts';
import { pageLinks } from './console/page-links.ts';
import { firstLook, notified, scriptedAnswer, scriptedChange } from './demonstration.ts';
import { endWithNpm } from './end-with-npm.ts';
import { keepMessages } from './message-files.ts';
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
function nameOf({ once, withoutHost, port }: StartOptions): {
  readonly name: string;
  readonly port?: number;
} {
  if (once) return { name: `once-${process.pid}` };
  return withoutHost ? { name: 'without-host' } : { name: String(port), port };
}

async function startAndRun(options: StartOptions, run: RunFolder): Promise<void> {
  const { once, verbose, withoutHost, port } = options;
  const resources = estate();
  print('phiwatch on a simulated Azure with a sample hospital, Lakeside Health. Times are in UTC.\n');
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
    evidence: true,
    onOutput: (text) => {
      if (verbose) process.stderr.write(text);
    },
  });
  try {
    if (withoutHost) await stayWithoutHost(world);
    else await runWithHost(world, run, { ...options, records: resources.length });
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

async function runWithHost(
  world: World,
  run: RunFolder,
  options: StartOptions & { readonly records: number },
): Promise<void> {
  const [host] = world.hosts;
  if (!host) throw new Error('the host did not start');
  const client = new Client(host, world.azure);
  print(`${await firstLook(client, options.records)}\n`);
  const drift = await scriptedChange(world, client, print);
  await notified(world, print);
  const show = messageView(world, run);
  const [link] = await show();
  // Whoever stays decides on the page.
  if (options.once) {
    await scriptedAnswer(client, drift, print);
    await show();
    print(nextAfterOnce);
  } else {
    const { simUrl, simSecret } = world.azure;
    await run.open({ url: host.url, simUrl, simSecret, certificate: world.certificate });
    print(nextWhileRunning({ link: link ?? `${host.url}/api/page`, url: host.url, port: options.port }));
    await watch(client, show);
  }
}

/** Shows the messages that have arrived since it was called last, and returns where their cards lead. */
function messageView({ sinks: { arrived } }: World, run: RunFolder): () => Promise<readonly string[]> {
  let shown = 0;
  return async () => {
    const fresh = arrived.slice(shown);
    if (fresh.length === 0) return [];
    shown += fresh.length;
    await keepMessages(arrived, run.messages);
    print(`${' '.repeat(20)}Messages are kept in ${relative(process.cwd(), run.messages) || run.messages}`);
    return pageLinks(fresh);
  };
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

/** Shows each drift as it comes, until the process is told to end. */
async function watch(client: Client, show: () => Promise<readonly string[]>): Promise<void> {
  const { signal } = ended();
  const shown = new Set<string>();
  const since = new Date().toISOString();
  while (!signal.aborted) {
    const fresh = (await client.drifts(since)).filter(({ id }) => !shown.has(id));
    for (const drift of fresh) {
      shown.add(drift.id);
      print(driftView(drift));
    }
    for (const link of await show()) print(`${' '.repeat(20)}The card leads to ${link}`);
    await wait(500, undefined, { signal }).catch(() => undefined);
  }
  print('Ending ...');
}

try {
  await main();
} catch (error) {
  fail(error);
}
