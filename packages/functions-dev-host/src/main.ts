#!/usr/bin/env node
/**
 * Runs a function app on this machine without the Functions host:
 * `node packages/functions-dev-host/src/main.ts --app DIR [--port N] [--settings FILE] [--keys FILE] [--message-lease SECONDS]`.
 * For development only. The log goes to stderr; stdout says when and where the host is ready.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startHost } from './host.ts';
import type { Host } from './host.ts';
import { describeError } from './log.ts';
import { applySettings } from './settings.ts';

const shutdownLimit = 30_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      app: { type: 'string' },
      port: { type: 'string', default: '7071' },
      settings: { type: 'string' },
      keys: { type: 'string' },
      'message-lease': { type: 'string', default: '30' },
    },
  });
  if (!values.app) throw new Error('--app DIR is missing: the folder with package.json and host.json');
  const app = resolve(values.app);
  const port = numberOf('port', values.port, 0, 65_535);
  const messageLease = numberOf('message-lease', values['message-lease'], 1) * 1000;
  // Not in the app's folder: that is what would be deployed.
  const keysFile = resolve(values.keys ?? '.phiwatch/host-keys.json');
  const settings = resolve(values.settings ?? join(app, 'local.settings.json'));
  if (values.settings || existsSync(settings)) applySettings(settings, process.env);
  process.chdir(app);

  const host = await startHost({
    appDirectory: app,
    port,
    keysFile,
    environment: process.env,
    now: () => new Date(),
    newId: randomUUID,
    writeLog: (line) => process.stderr.write(line),
    messageLease,
  });
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      // A second signal does not wait.
      if (stopping) process.exit(1);
      stopping = true;
      void stop(host);
    });
  announce(host);
}

function numberOf(name: string, text: string, least: number, most = Infinity): number {
  if (!/^\d+$/.test(text) || Number(text) < least || Number(text) > most) {
    const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new Error(`--${name} ${text}: expected a whole number ${range}`);
  }
  return Number(text);
}

function announce(host: Host): void {
  const width = Math.max(0, ...host.functions.map((fn) => fn.name.length));
  const lines = host.functions.map(
    (fn) => `  ${fn.name.padEnd(width)}  ${fn.type}  ${fn.trigger}${fn.disabled ? '  (disabled)' : ''}`,
  );
  process.stdout.write(`${[`Host ready: ${host.url}`, ...lines].join('\n')}\n`);
}

async function stop(host: Host): Promise<void> {
  const unfinished = await host.stop(shutdownLimit);
  if (unfinished.length > 0)
    process.stderr.write(`Stopped while these were still running: ${unfinished.join(', ')}\n`);
  process.exit(0);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`The host could not start: ${describeError(error)}\n`);
  process.exit(1);
}
