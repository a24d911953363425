import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { firstIssue } from '../src/base/index.ts';
import { commandName } from './command-name.ts';
import { UsageError } from './fail.ts';
import { givenPath } from './given-path.ts';
import { findRun, localFolder, parsePort } from './local-runs.ts';
import type { LocalRun } from './local-runs.ts';
import { oneLine } from './one-line.ts';
import { readText } from './read-text.ts';

const mostBytes = 10_000_000;
const mostSeconds = 30;
/** More pages than any list has: an app that always names a next one is not asked forever. */
const mostPages = 100;
const mostTokenBytes = 16 * 1024;
/** The characters of an error of the app that are shown. */
const mostWords = 500;

/** The app that a command asks, and the token for it, which goes nowhere else. */
export interface App {
  /** `https://HOST` */
  readonly origin: string;
  readonly token: string;
  /** The command that makes a new token. */
  readonly renewal: string;
}

/** The options that choose an app. */
export interface AppOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly port?: number;
  readonly folder?: string;
}

/** Adds the options that choose an app. */
export function withAppOptions(command: Command): Command {
  return command
    .option('--url <address>', 'of the app, https://HOST; default: PHIWATCH_URL, or a running `npm start`')
    .option('--token-file <file>', 'the token for that address; default: PHIWATCH_TOKEN')
    .option('--port <number>', 'of the `npm start`, where several run', parsePort)
    .option('--folder <path>', 'where `npm start` keeps its files');
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds the app at the address that is given or, without one, the app of `npm start`. */
export async function findApp(options: AppOptions, environment: Environment = process.env): Promise<App> {
  const { url, tokenFile, port, folder } = options;
  const isLocal = port !== undefined || folder !== undefined;
  if (isLocal && url !== undefined)
    throw new UsageError('--url names an app, --port and --folder an npm start: give one of them');
  const address = url ?? (isLocal ? undefined : environment['PHIWATCH_URL'] || undefined);
  const token = environment['PHIWATCH_TOKEN'] || undefined;
  if (address === undefined) {
    // A token for one app must not reach another.
    const alone = tokenFile !== undefined ? '--token-file' : !isLocal && token ? 'PHIWATCH_TOKEN' : undefined;
    if (alone !== undefined)
      throw new UsageError(`${alone} needs the address that the token is for: give --url or PHIWATCH_URL`);
    return localApp(options);
  }
  const origin = originOf(address, url === undefined ? 'PHIWATCH_URL' : '--url');
  const renewal = 'az account get-access-token --resource API-AUDIENCE --query accessToken --output tsv';
  if (tokenFile !== undefined) return { origin, token: await readToken(tokenFile, '--token-file'), renewal };
  if (token === undefined)
    throw new UsageError(
      `there is no token for ${origin}: set PHIWATCH_TOKEN, or give --token-file. This prints one: ${renewal}`,
    );
  return { origin, token: asToken(token, 'PHIWATCH_TOKEN'), renewal };
}

async function localApp({ port, folder }: AppOptions): Promise<App> {
  const run = runOf(folder === undefined ? localFolder : resolve(givenPath(folder)), port);
  const chosen = [
    ...(port === undefined ? [] : [`--port ${port}`]),
    ...(folder === undefined ? [] : [`--folder ${folder}`]),
  ];
  const renewal = [`${commandName()} login --role Reader`, ...chosen].join(' ');
  const file = join(run.folder, 'token');
  const token = await readToken(file, 'token of npm start').catch((cause: unknown) => {
    if (((cause as Error).cause as NodeJS.ErrnoException | undefined)?.code !== 'ENOENT') throw cause;
    throw new UsageError(`there is no token for npm start on port ${run.port}. This makes one: ${renewal}`, {
      cause,
    });
  });
  return { origin: originOf(run.url, 'address of npm start'), token, renewal };
}

function runOf(folder: string, port: number | undefined): LocalRun {
  try {
    return findRun(folder, port);
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new UsageError(`${cause.message}. Another app is named by --url or PHIWATCH_URL`, { cause });
  }
}

async function readToken(file: string, name: string): Promise<string> {
  return asToken(await readText(givenPath(file), mostTokenBytes, `${name}: ${file}`), `${name}: ${file}`);
}

/** A header with anything else is refused by an error that shows the token. */
function asToken(text: string, where: string): string {
  const token = text.trim();
  if (!/^[\w.~+/=-]+$/.test(token))
    throw new UsageError(`${where}: must be an access token, and nothing beside it`);
  return token;
}

function originOf(text: string, where: string): string {
  const refuse = (why: string) => new UsageError(`${where}: ${why}`);
  const url = URL.parse(text);
  if (url === null || !['https:', 'http:'].includes(url.protocol))
    throw refuse('must be an address like https://HOST');
  if (url.username !== '' || url.password !== '') throw refuse('must have no user and no password in it');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw refuse('must end with the host, like https://HOST');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw refuse('must begin with https: over http, others could read the token');
  return url.origin;
}

/** Whether a host of an address is this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

/** Asks the app for JSON. */
export async function getJson(app: App, path: string): Promise<unknown> {
  const { status, text } = await answerTo(app, path);
  if (status < 200 || status > 299) throw refusal(app, status, text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${app.origin} answered something that is not JSON`, { cause });
  }
}

/** Goes through the entries of a list, page by page. */
export async function* getEntries(app: App, path: string, member: string): AsyncGenerator {
  const list = z.object({ [member]: z.array(z.unknown()), next: z.string().exactOptional() });
  let cursor = '';
  for (let pages = 0; pages < mostPages; pages += 1) {
    const separator = path.includes('?') ? '&' : '?';
    const here = cursor === '' ? path : `${path}${separator}cursor=${encodeURIComponent(cursor)}`;
    const page = understood(app, list, await getJson(app, here));
    yield* page[member] as readonly unknown[];
    const { next } = page;
    if (typeof next !== 'string') return;
    cursor = next;
  }
  throw new UsageError(`${app.origin} answered a list of more than ${mostPages} pages`);
}

/** Checks that an answer, or a part of one, has the form that a command works with. */
export function understood<T>({ origin }: Pick<App, 'origin'>, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const { field, why } = firstIssue(parsed.error);
  const where = oneLine(`${field || 'the answer'} ${why}`, mostWords);
  throw new UsageError(`${origin} answered something that this version of phiwatch does not know: ${where}`);
}

async function answerTo(
  { origin, token }: App,
  path: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const url = new URL(path, origin);
  if (url.origin !== origin) throw new Error('a path leads to another host');
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(mostSeconds * 1000),
    });
    const { status } = response;
    if (status < 300 || status > 399) return { status, text: await textOf(response, origin) };
    await response.body?.cancel();
    throw new UsageError(`${origin} answered ${status}: redirects are not followed`);
  } catch (error) {
    throw error instanceof UsageError ? error : noAnswer(origin, error as Error);
  }
}

async function textOf({ body }: Response, origin: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > mostBytes)
      throw new UsageError(`${origin} answered more than ${mostBytes / 1_000_000} MB: that is not read`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function noAnswer(origin: string, error: Error): UsageError {
  if (error.name === 'TimeoutError')
    return new UsageError(`${origin} did not answer within ${mostSeconds} seconds`, { cause: error });
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return new UsageError(`${origin} cannot be reached: ${oneLine(code ?? message, mostWords)}`, {
    cause: error,
  });
}

/** RFC 9457, as far as it is shown. */
const problem = z.object({ title: z.string(), detail: z.string().exactOptional() });

function refusal({ origin, renewal }: App, status: number, text: string): UsageError {
  const { title = '', detail = '' } = problemIn(text);
  const why = [title, detail].filter(Boolean).join(': ');
  const words = why === '' ? '' : `: ${oneLine(why, mostWords)}`;
  const hint = status === 401 ? ` (this makes a new token: ${renewal})` : '';
  return new UsageError(`${origin} answered ${status}${words}${hint}`);
}

function problemIn(text: string): Partial<z.infer<typeof problem>> {
  try {
    return problem.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
