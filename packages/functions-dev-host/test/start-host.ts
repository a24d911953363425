/** Runs the fixture app, or another, on the development host, as a child process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostProgram } from '../../../dev/programs.ts';
import { startHostProcess } from '../src/index.ts';
import type { HostProcess } from '../src/index.ts';

export const fixtureApp = join(import.meta.dirname, 'app');

export interface RunningHost extends HostProcess {
  readonly keysFile: string;
  /** All that it has printed so far. */
  readonly output: () => string;
}

export interface HostRun {
  readonly app?: string;
  readonly settings?: Record<string, string>;
  readonly environment?: Record<string, string>;
  readonly messageLease?: number;
  /** Of the Node that runs it. */
  readonly nodeArguments?: readonly string[];
}

/** @throws Error with what the host printed when it ends before it is ready. */
export async function startHost(run: HostRun = {}): Promise<RunningHost> {
  const { app = fixtureApp, settings = {}, environment = {}, messageLease = 30, nodeArguments = [] } = run;
  const folder = mkdtempSync(join(tmpdir(), 'functions-host-'));
  const settingsFile = join(folder, 'local.settings.json');
  const keysFile = join(folder, 'keys.json');
  const cleanUp = (): void => rmSync(folder, { recursive: true, force: true });
  writeFileSync(settingsFile, JSON.stringify({ IsEncrypted: false, Values: settings }));
  let output = '';
  try {
    const onOutput = (text: string): void => {
      output += text;
    };
    const host = await startHostProcess({
      app,
      program: await hostProgram(),
      keysFile,
      settingsFile,
      environment,
      messageLease,
      nodeArguments,
      onOutput,
    });
    const stop = (): Promise<number | null> => host.stop().finally(cleanUp);
    const kill = (): Promise<void> => host.kill().finally(cleanUp);
    return { ...host, keysFile, output: () => output, stop, kill };
  } catch (error) {
    cleanUp();
    throw error;
  }
}

/** Asks again until the answer is there. The limit is for a machine that others load. @throws Error that names what did not come in time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  limit = 60_000,
): Promise<T> {
  const deadline = performance.now() + limit;
  // Longer from time to time: asking takes time from what is waited for.
  for (let pause = 25; ; pause = Math.min(pause * 1.2, 150)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, pause);
    });
  }
}

export interface Seen {
  function: string;
  input: unknown;
  metadata?: Record<string, unknown>;
}

/** What the functions of the fixture app have been given so far. */
export async function seenBy(host: RunningHost, name: string): Promise<Seen[]> {
  const all = (await (await fetch(`${host.url}/api/seen`)).json()) as Seen[];
  return all.filter((entry) => entry.function === name);
}
