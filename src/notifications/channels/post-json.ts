import { retryAfterSeconds } from '../../base/index.ts';
import type { DeliveryResult } from '../outbox/index.ts';

const timeoutMilliseconds = 20_000;

/** The pause, in seconds, where a channel asks for one and does not say how long. */
const usualSeconds = 60;

/** Posts JSON, and says what the answer means. What it answers, and where it was sent, is in no reason. */
export async function post(
  url: URL,
  body: string,
  now: () => Date,
  headers: Readonly<Record<string, string>> = {},
): Promise<DeliveryResult> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    await response.arrayBuffer();
    return meaningOf(response.status, response.headers.get('retry-after') ?? undefined, now());
  } catch (error) {
    return { kind: 'failed', reason: `no answer (${error instanceof Error ? error.name : 'unknown'})` };
  }
}

/** Tells from an HTTP status whether a message was delivered. */
export function meaningOf(status: number, retryAfter: string | undefined, now: Date): DeliveryResult {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 429)
    return { kind: 'held', seconds: Math.max(1, retryAfterSeconds(retryAfter, now, usualSeconds)) };
  const reason = `HTTP ${status}`;
  return status >= 400 && status < 500 && status !== 408
    ? { kind: 'refused', reason }
    : { kind: 'failed', reason };
}
