import type { HttpRequest } from '@azure/functions';
import type { SnapshotFile } from '../../src/evidence/snapshot/index.ts';
import { problem } from './problem.ts';

export type ByteRange = NonNullable<Parameters<SnapshotFile['read']>[0]>;

/** A file that can be handed out in parts. */
interface Served extends Omit<SnapshotFile, 'kind'> {
  readonly type: string;
  /** Under which a browser keeps it. */
  readonly name: string;
}

/** An answer is held in memory while it leaves. */
const mostBytes = 64 * 1024 * 1024;

/**
 * Answers with a file: 304 where the caller has it, 206 for one range of its bytes, 416 for a range that it has not. RFC 9110 13 and 14.
 * Several ranges at once are answered with all of it, as the RFC allows.
 */
export async function fileReply(given: HttpRequest['headers'], file: Served) {
  const headers = {
    'content-type': file.type,
    'content-disposition': `attachment; filename="${file.name}"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
  };
  // Parts of two files that were made anew would be no file.
  if (!file.isStable)
    return {
      status: 200,
      headers: { ...headers, 'accept-ranges': 'none' },
      body: await file.read(),
    } as const;
  return partReply(given, file, headers);
}

async function partReply(
  given: HttpRequest['headers'],
  file: Served,
  common: Readonly<Record<string, string>>,
) {
  const etag = `"${file.sha256}"`;
  const headers = { ...common, etag, 'accept-ranges': 'bytes' };
  const known = new Set((given.get('if-none-match') ?? '').split(',').map((each) => each.trim()));
  if (known.has(etag) || known.has('*')) return { status: 304, headers: { etag } } as const;
  const range = rangeOf(given, etag, file.bytes);
  if (range === 'beyond')
    return { status: 416, headers: { 'content-range': `bytes */${file.bytes}` } } as const;
  const { offset, count } = range ?? { offset: 0, count: file.bytes };
  if (count > mostBytes)
    return problem(
      400,
      'Too much at once',
      'range',
      `Ask for at most ${mostBytes} of the ${file.bytes} bytes.`,
    );
  if (!range) return { status: 200, headers, body: await file.read() } as const;
  const part = `bytes ${offset}-${offset + count - 1}/${file.bytes}`;
  return {
    status: 206,
    headers: { ...headers, 'content-range': part },
    body: await file.read(range),
  } as const;
}

/** Undefined: all of it. A range of an older file is not given. */
function rangeOf(
  headers: HttpRequest['headers'],
  etag: string,
  bytes: number,
): Required<ByteRange> | 'beyond' | undefined {
  const condition = headers.get('if-range');
  if (condition !== null && condition !== etag) return undefined;
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get('range') ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  const offset = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  return offset < end ? { offset, count: end - offset } : 'beyond';
}
