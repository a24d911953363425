/** The host as a child process: one app per process, which can be stopped in order, killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Keys } from './keys.ts';

export interface HostProcessOptions {
  readonly app: string;
  /** The program that is run, where it is not `main.ts` itself. */
  readonly program?: string;
  /** Made when it does not exist. */
  readonly keysFile: string;
  readonly settingsFile?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** On top of this process's own environment; wins over the settings file. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Further arguments of the Node that runs it: `--import FILE`. */
  readonly nodeArguments?: readonly string[];
  /** Seconds for which a queue message is held before it must be renewed, and after which a killed host's messages come again. */
  readonly messageLease?: number;
  /** Hears all that the host prints. */
  readonly onOutput?: (text: string) => void;
}

export interface HostProcess {
  readonly url: string;
  readonly keys: Keys;
  readonly pid: number;
  /** Finishes what runs. @returns the exit code. */
  readonly stop: () => Promise<number | null>;
  /** Ends it at once, as a crash would. */
  readonly kill: () => Promise<void>;
}

const main = join(import.meta.dirname, 'main.ts');
const endWithParent = pathToFileURL(join(import.meta.dirname, 'end-with-parent.ts')).href;

/** Returns once the host is ready. @throws Error with what it printed when it ends before. */
export async function startHostProcess(options: HostProcessOptions): Promise<HostProcess> {
  const child = spawn(process.execPath, commandLine(options), {
    env: { ...process.env, ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return exited;
  };
  const url = await ready(child, exited, options.onOutput);
  return {
    url,
    keys: JSON.parse(readFileSync(options.keysFile, 'utf8')) as Keys,
    pid: child.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
  };
}

function commandLine(options: HostProcessOptions): string[] {
  const { app, keysFile, settingsFile, port = 0, nodeArguments = [], messageLease, program = main } = options;
  return [
    '--import',
    endWithParent,
    ...nodeArguments,
    program,
    '--app',
    app,
    '--keys',
    keysFile,
    '--port',
    String(port),
    ...(settingsFile === undefined ? [] : ['--settings', settingsFile]),
    ...(messageLease === undefined ? [] : ['--message-lease', String(messageLease)]),
  ];
}

async function ready(
  child: ChildProcess,
  exited: Promise<number | null>,
  onOutput: HostProcessOptions['onOutput'],
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = '';
  let waiting = true;
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      onOutput?.(text);
      if (!waiting) return;
      said += text;
      const url = /^Host ready: (\S+)\n/m.exec(said)?.[1];
      if (url) resolve(url);
    });
  void exited.then((code) => reject(new Error(`The host ended with code ${code}:\n${said}`)));
  try {
    return await promise;
  } finally {
    waiting = false;
    said = '';
  }
}
