import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { z } from 'zod';
import { UsageError } from './fail.ts';

/** The folder of the files of every `npm start` of this checkout. */
export const localFolder = join(import.meta.dirname, '../.phiwatch');

const runFile = z.object({
  pid: z.int(),
  /** When it began, ISO 8601. */
  startedAt: z.string(),
  /** Absent: it cannot be acted on, as one that ends by itself. */
  port: z.int().optional(),
  /** Absent: it is still starting. */
  ways: z
    .object({
      /** Address of the app. */
      url: z.string(),
      simUrl: z.string(),
      simSecret: z.string(),
      /** Path of the certificate of the simulation. */
      certificate: z.string(),
    })
    .optional(),
});

/** The file `runs/NAME/run.json` of an `npm start`, for its owner alone to read. */
export type RunFile = z.infer<typeof runFile>;

/** An `npm start` that can be acted on. */
export interface LocalRun extends NonNullable<RunFile['ways']> {
  readonly port: number;
  /** The folder of its files. */
  readonly folder: string;
}

/** Undefined: there is none, or none that can be read. */
export function readRunFile(folder: string): RunFile | undefined {
  try {
    return runFile.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw new UsageError(`--port ${text}: expected a whole number from 1 to 65535`);
  return port;
}

/** The run on a port, or the only one that there is. */
export function findRun(folder: string, port?: number): LocalRun {
  const runs = runsIn(folder);
  const named = runs.filter((run) => port === undefined || run.port === port);
  const alive = named.filter(({ pid }) => isAlive(pid));
  if (alive.length > 1) throw new UsageError(`npm start runs on ${portsOf(alive)}: choose one with --port N`);
  const [run] = alive;
  if (run?.ways) return { ...run.ways, port: run.port, folder: run.folder };
  if (run) throw new UsageError(`npm start on port ${run.port} is still starting`);
  const [ended] = named;
  if (ended) throw hasEnded(ended);
  const others = runs.filter(({ pid }) => isAlive(pid));
  if (others.length > 0) throw new UsageError(`no npm start runs on port ${port}, but on ${portsOf(others)}`);
  throw new UsageError(
    `nothing runs in ${folder}: start it with npm start. For a deployed app: az account get-access-token --resource API-AUDIENCE`,
  );
}

function runsIn(folder: string): readonly (RunFile & { readonly port: number; readonly folder: string })[] {
  const runs = join(folder, 'runs');
  let names: readonly string[];
  try {
    names = readdirSync(runs);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => {
      const run = readRunFile(join(runs, name));
      return run?.port === undefined ? [] : [{ ...run, port: run.port, folder: join(runs, name) }];
    })
    .toSorted((one, other) => one.port - other.port);
}

const portsOf = (runs: readonly { readonly port: number }[]): string =>
  `port${runs.length > 1 ? 's' : ''} ${runs.map(({ port }) => port).join(', ')}`;

const hasEnded = ({ port }: { readonly port: number }, cause?: unknown): UsageError =>
  new UsageError(`npm start on port ${port} has ended: start it again with npm start`, { cause });

/** Asks the simulation of a run, whose certificate this process trusts from then on. */
export async function askRun(run: LocalRun, path: string, body?: object): Promise<unknown> {
  const response = await callRun(run, path, body).catch((cause: unknown) => {
    throw hasEnded(run, cause);
  });
  const text = await response.text();
  if (!response.ok) throw new UsageError(`the simulated Azure answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

async function callRun(
  { simUrl, simSecret, certificate }: LocalRun,
  path: string,
  body?: object,
): Promise<Response> {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificate, 'utf8')]);
  return fetch(`${simUrl}${path}`, {
    headers: { 'x-sim-secret': simSecret, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
}
