import { randomUUID } from 'node:crypto';
import type { BlobAnswer } from './blob-message.ts';

/** An answer of the blob service that is an error. https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes */
export class BlobError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'BlobError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function blobNotFound(): BlobError {
  return new BlobError(404, 'BlobNotFound', 'The specified blob does not exist.');
}

export function invalidBlobType(): BlobError {
  return new BlobError(409, 'InvalidBlobType', 'The blob type is invalid for this operation.');
}

/** The answer to what this simulation does not know: it refuses rather than to guess. */
export function notSimulated(what: string): BlobError {
  return new BlobError(501, 'NotImplemented', `The simulated blob service does not know ${what}.`);
}

/** Puts an error as the service does: XML in the body, the code in a header. https://learn.microsoft.com/rest/api/storageservices/status-and-error-codes2 */
export function errorAnswer(error: BlobError, now: number): BlobAnswer {
  const id = randomUUID();
  const message = `${error.message}\nRequestId:${id}\nTime:${new Date(now).toISOString()}`;
  const xml = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${error.code}</Code><Message>${message}</Message></Error>`;
  return {
    status: error.status,
    headers: {
      'content-type': 'application/xml',
      'x-ms-error-code': error.code,
      'x-ms-request-id': id,
      ...error.headers,
    },
    body: Buffer.from(xml),
  };
}
