import { parseKeys } from '../../src/evidence/package/index.ts';
import type { TrustedKey } from '../../src/evidence/package/index.ts';
import { isLoopback } from '../api.ts';
import { UsageError } from '../fail.ts';
import { givenPath } from '../given-path.ts';
import { oneLine } from '../one-line.ts';
import { readText } from '../read-text.ts';

const mostBytes = 1024 * 1024;
const mostSeconds = 30;
const mostWords = 200;

/** Reads the keys to trust, from a file or from an address; undefined where neither is given. */
export async function readKeys(given: {
  readonly key: string | undefined;
  readonly jwks: string | undefined;
}): Promise<readonly TrustedKey[] | undefined> {
  const { key, jwks } = given;
  if (key !== undefined) return keysIn(await readFile('--key', key), `--key: ${key}`);
  if (jwks === undefined) return undefined;
  const where = `--jwks: ${jwks}`;
  // A drive of Windows would be a protocol of one letter.
  const isAddress = /^[a-z][a-z+.-]+:/i.test(jwks);
  return keysIn(await (isAddress ? fetchText(jwks, where) : readFile('--jwks', jwks)), where);
}

function readFile(option: string, path: string): Promise<string> {
  return readText(givenPath(path), mostBytes, `${option}: ${path}`);
}

function keysIn(text: string, where: string): readonly TrustedKey[] {
  try {
    return parseKeys(text);
  } catch (cause) {
    throw new UsageError(`${where}: ${oneLine((cause as Error).message, mostWords)}`, { cause });
  }
}

async function fetchText(address: string, where: string): Promise<string> {
  const url = URL.parse(address);
  if (!url || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))))
    throw new UsageError(
      `${where}: must begin with https: whoever can change the keys on their way can sign`,
    );
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`${where}: must have no user and no password in it`);
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      // Another address is another one to trust.
      redirect: 'error',
      signal: AbortSignal.timeout(mostSeconds * 1000),
    });
    if (!response.ok) throw new UsageError(`${where}: answered ${response.status}`);
    return await textOf(response, where);
  } catch (error) {
    throw error instanceof UsageError ? error : noAnswer(where, error as Error);
  }
}

async function textOf({ body }: Response, where: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > mostBytes) throw new UsageError(`${where}: answered more than ${mostBytes / 1024} KiB`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function noAnswer(where: string, error: Error): UsageError {
  if (error.name === 'TimeoutError')
    return new UsageError(`${where}: did not answer within ${mostSeconds} seconds`, { cause: error });
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
  return new UsageError(`${where}: cannot be reached: ${oneLine(code ?? message, mostWords)}`, {
    cause: error,
  });
}
