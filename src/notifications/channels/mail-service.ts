import type { TokenCredential } from '@azure/core-auth';
import { retryAfterSeconds } from '../../base/index.ts';
import type { DeliveryResult } from '../outbox/index.ts';
import { meaningOf } from './post-json.ts';

/** A mail as Azure Communication Services takes it. */
export interface ServiceMail {
  readonly senderAddress: string;
  readonly recipients: { readonly to: readonly { readonly address: string }[] };
  readonly content: { readonly subject: string; readonly plainText: string; readonly html: string };
}

/** The standing of a sending: under way, ended, not known to the service, or not told. */
export type Standing =
  | { readonly kind: 'running'; readonly retryAfterSeconds: number }
  | { readonly kind: 'ended'; readonly status: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'untold'; readonly result: DeliveryResult };

interface MailService {
  /** @param operation the id by which the sending can be looked up */
  send(mail: ServiceMail, operation: string, signal: AbortSignal): Promise<Standing>;
  look(operation: string, signal: AbortSignal): Promise<Standing>;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const apiVersion = '2025-09-01';

/** As Microsoft's own client asks for it, with both slashes. */
const scope = 'https://communication.azure.com//.default';

const ended = new Set(['Succeeded', 'Failed', 'Canceled']);

/** The pause, in seconds, where the service does not say how long. */
const usualSeconds = 2;

/**
 * Calls the mail service of Azure Communication Services. Plainly: Microsoft's client cannot look up a sending by its id, and tells one that failed
 * from no answer by the text of an error alone.
 * https://learn.microsoft.com/rest/api/communication/email/email
 * @throws whatever fetch throws where there is no answer
 */
export function createMailService(
  endpoint: string,
  credential: TokenCredential,
  now: () => Date,
): MailService {
  const call = async (path: string, signal: AbortSignal, init: Call): Promise<Standing> => {
    const token = await credential.getToken(scope, { abortSignal: signal });
    const response = await fetch(new URL(`${path}?api-version=${apiVersion}`, endpoint), {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token?.token ?? ''}` },
      redirect: 'error',
      signal,
    });
    const body = await response.text();
    const after = response.headers.get('retry-after') ?? undefined;
    if (init.method === 'GET' && response.status === 404) return { kind: 'unknown' };
    if (!response.ok) return { kind: 'untold', result: refusalOf(response.status, after, now()) };
    const status = statusIn(body);
    if (ended.has(status)) return { kind: 'ended', status };
    return { kind: 'running', retryAfterSeconds: retryAfterSeconds(after, now(), usualSeconds) };
  };
  return {
    send: (mail, operation, signal) =>
      call('/emails:send', signal, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'operation-id': operation },
        body: JSON.stringify(mail),
      }),
    look: (operation, signal) => call(`/emails/operations/${operation}`, signal, { method: 'GET' }),
  };
}

/** A conflict may be about a sending of that id, which the next try looks up. */
function refusalOf(status: number, retryAfter: string | undefined, now: Date): DeliveryResult {
  return status === 409 ? { kind: 'failed', reason: 'HTTP 409' } : meaningOf(status, retryAfter, now);
}

/** The status in an answer; what has none is taken for a sending that goes on. */
function statusIn(body: string): string {
  try {
    const { status } = JSON.parse(body) as { status?: unknown };
    return typeof status === 'string' ? status : '';
  } catch {
    return '';
  }
}
