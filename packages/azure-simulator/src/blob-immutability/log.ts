import { headerOf } from './blob-message.ts';
import type { BlobAnswer, BlobRequest } from './blob-message.ts';

/** A request that was made, and its answer. */
export interface BlobLogEntry {
  readonly method: string;
  /** Decoded, with account and container. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Those that say what was asked for. */
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  /** Absent: it is no error. */
  readonly code?: string;
}

const ofInterest = [
  'content-length',
  'if-none-match',
  'x-ms-blob-condition-appendpos',
  'x-ms-blob-content-type',
  'x-ms-blob-type',
  'x-ms-immutability-policy-mode',
  'x-ms-immutability-policy-until-date',
  'x-ms-legal-hold',
  'x-ms-range',
];

export function logged(request: BlobRequest, { status, headers }: BlobAnswer): BlobLogEntry {
  const code = headers['x-ms-error-code'];
  return {
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: Object.fromEntries(
      ofInterest.flatMap((name) => {
        const value = headerOf(request, name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    status,
    ...(typeof code === 'string' && { code }),
  };
}
