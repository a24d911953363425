import { retryAfterSeconds } from '../../base/index.ts';
import type { OperationLink, OperationStanding } from '../azure/index.ts';
import type { Answer } from './arm-client.ts';
import { classifyAnswer, isJsonObject } from './classify-answer.ts';
import { errorWords } from './error-words.ts';

type Answered = Extract<Answer, { kind: 'answered' }>;

/**
 * The operation that an answer to a write speaks of; undefined: the write is done. A link is taken from the same host alone, as the token
 * goes with the call.
 */
export function operationIn(answer: Answered, origin: string): OperationLink | undefined {
  const { status, asyncOperation, location } = answer;
  const after = pauseIn(answer);
  const sameHost = (link: string | undefined) =>
    link !== undefined && URL.parse(link)?.origin === origin ? link : undefined;
  if (asyncOperation !== undefined) {
    const url = sameHost(asyncOperation);
    return url === undefined ? { kind: 'untold', ...after } : { kind: 'status', url, ...after };
  }
  // A 201 without a header is a resource that was made at once; the Location of a 200 is no operation.
  if (status === 202 || (status === 201 && location !== undefined)) {
    const url = sameHost(location);
    return url === undefined ? { kind: 'untold', ...after } : { kind: 'result', url, ...after };
  }
  return undefined;
}

/** Understands the answer to a look at an operation. */
export function standingOf(kind: 'status' | 'result', answer: Answer): OperationStanding {
  if (answer.kind === 'failed') return { kind: 'running', why: answer.reason };
  const { status, body } = answer;
  if (status >= 200 && status < 300) return kind === 'status' ? statusIn(answer) : resultIn(answer);
  const understood = classifyAnswer(answer);
  switch (understood.kind) {
    case 'throttled':
      return { kind: 'running', retryAfterSeconds: understood.retryAfterSeconds, why: understood.reason };
    case 'gone':
      return { kind: 'lost', why: `HTTP ${status}` };
    case 'denied':
      return { kind: 'lost', why: understood.reason };
    default:
      // The address of the result answers with the error itself once the operation has failed.
      return kind === 'result' && status < 500 && status !== 408
        ? { kind: 'failed', why: errorWords(body) ?? `HTTP ${status}` }
        : { kind: 'running', why: `HTTP ${status}` };
  }
}

/** Every word but the three that end an operation says that it goes on. */
function statusIn(answer: Answered): OperationStanding {
  const { body } = answer;
  const word = isJsonObject(body) ? body['status'] : undefined;
  const status = typeof word === 'string' ? word.toLowerCase() : '';
  if (status === 'succeeded') return { kind: 'succeeded' };
  if (status === 'failed') return { kind: 'failed', why: errorWords(body) ?? 'Azure gave no reason' };
  if (status === 'canceled' || status === 'cancelled') {
    const why = errorWords(body);
    return { kind: 'failed', why: why === undefined ? 'it was canceled' : `it was canceled: ${why}` };
  }
  return { kind: 'running', ...pauseIn(answer) };
}

function resultIn(answer: Answered): OperationStanding {
  return answer.status === 202 ? { kind: 'running', ...pauseIn(answer) } : { kind: 'succeeded' };
}

function pauseIn({ retryAfter, date }: Answered): { readonly retryAfterSeconds?: number } {
  const seconds = retryAfterSeconds(retryAfter, date, Number.NaN);
  return Number.isNaN(seconds) ? {} : { retryAfterSeconds: seconds };
}
