/** What happens between the start of the process and its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, fixtureApp, seenBy, startHost } from './start-host.ts';

const settings = {
  NIGHTLY: '0 0 3 1 1 *',
  WORK_QUEUE: 'work',
  Storage__queueServiceUri: 'https://127.0.0.1:1/account',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-start-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** An app of one CommonJS file, bundled with `@azure/functions`. */
async function bundledApp(name: string, source: string): Promise<string> {
  const app = join(folder, name);
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ main: 'dist/{main,other}.cjs' }));
  await build({
    stdin: { contents: source, resolveDir: fixtureApp, loader: 'ts' },
    outfile: join(app, 'dist/main.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    external: ['@azure/functions-core'],
    logLevel: 'error',
  });
  return app;
}

const useApp = `import { app } from '@azure/functions';\n`;

describe('loading', () => {
  it('takes a bundle in CommonJS, without host.json, and makes its own key file', async () => {
    const app = await bundledApp(
      'bundle',
      `${useApp}
      app.hook.appStart(() => { process.env.STARTED = 'by the hook'; });
      app.http('hello', { handler: () => ({ body: process.env.STARTED + ' ' + process.cwd() }) });`,
    );
    const host = await startHost({ app });
    try {
      expect(await (await fetch(`${host.url}/api/hello`)).text()).toBe(`by the hook ${app}`);
    } finally {
      expect(await host.stop()).toBe(0);
    }
  });

  it('puts settings under the environment', async () => {
    const host = await startHost({
      settings: { ...settings, GREETING: 'from the file' },
      environment: { GREETING: 'from the environment' },
    });
    try {
      const headers = { 'x-functions-key': host.keys.functions.default };
      const answer = await (await fetch(`${host.url}/api/hello/x`, { headers })).json();
      expect(answer).toMatchObject({ greeting: 'from the environment' });
    } finally {
      await host.stop();
    }
  });

  it('ends with a clear message when the app throws while it loads', async () => {
    const app = await bundledApp('throws', `throw new Error('no database');`);
    await expect(startHost({ app })).rejects.toThrow(
      /ended with code 1:[^]*The app's entry file dist\/main\.cjs could not be loaded: no database/,
    );
  });

  it('ends when nothing matches main', async () => {
    const app = join(folder, 'unbuilt');
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), JSON.stringify({ main: 'dist/main.cjs' }));
    await expect(startHost({ app })).rejects.toThrow(/No file matches "main": "dist\/main\.cjs"/);
  });

  it.each([
    [
      'trigger',
      `app.cosmosDB('f', { connection: 'C', databaseName: 'd', containerName: 'c', handler() {} });`,
      'the trigger "cosmosDBTrigger" is not emulated',
    ],
    [
      'output',
      `app.http('f', { extraOutputs: [{ type: 'queue', name: 'q' }], handler: () => ({}) });`,
      'the out binding "queue" is not emulated',
    ],
    [
      'input',
      `app.http('f', { extraInputs: [{ type: 'table', name: 't' }], handler: () => ({}) });`,
      'the in binding "table" is not emulated',
    ],
    [
      'schedule',
      `app.timer('f', { schedule: '@daily', handler() {} });`,
      'Function "f": "@daily" is not an NCRONTAB expression',
    ],
    ['setting', `app.timer('f', { schedule: '%WHEN%', handler() {} });`, 'The app setting "WHEN"'],
    [
      'connection',
      `app.storageQueue('f', { queueName: 'q', connection: 'Missing', handler() {} });`,
      'set "Missing" (a connection string) or "Missing__queueServiceUri"',
    ],
    [
      'duplicate',
      `app.http('f', { route: 'x', handler: () => ({}) }); app.http('g', { route: 'X', handler: () => ({}) });`,
      'cannot be served',
    ],
    [
      'streaming',
      `app.setup({ enableHttpStream: true }); app.http('f', { handler: () => ({}) });`,
      'enableHttpStream',
    ],
  ])('ends when a binding cannot work: %s', async (name, source, message) => {
    const app = await bundledApp(`unsupported-${name}`, useApp + source);
    await expect(startHost({ app })).rejects.toThrow(message);
  });
});

describe('shutdown', () => {
  it('comes by itself when the process that started the host is gone', async () => {
    const index = join(import.meta.dirname, '../src/index.ts');
    const options = {
      app: await bundledApp('orphan', `${useApp} app.http('f', { handler: () => ({}) });`),
      keysFile: join(folder, 'orphan-keys.json'),
    };
    const script = `import { startHostProcess } from ${JSON.stringify(index)};
      console.log((await startHostProcess(${JSON.stringify(options)})).url);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
    expect((await fetch(`${url.trim()}/api/f`)).status).toBe(200);
    parent.kill('SIGKILL');
    await eventually('the host to end', () =>
      fetch(`${url.trim()}/api/f`).then(
        () => undefined,
        () => true,
      ),
    );
  });

  it('finishes what runs, takes nothing new and exits with 0', async () => {
    const host = await startHost({ settings });
    const running = fetch(`${host.url}/api/slow`);
    await eventually('the slow function', async () =>
      (await seenBy(host, 'slow')).length > 0 ? true : undefined,
    );
    const ended = host.stop();
    const response = await running;
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('finished');
    expect(await ended).toBe(0);
    await expect(fetch(`${host.url}/api/open`)).rejects.toThrow('fetch failed');
    expect(host.output()).toMatch(/Executed 'slow' \(Succeeded/);
  });
});
