import type { WriteOutcome } from '../azure/index.ts';
import type { Answer } from './arm-client.ts';
import { classifyAnswer, codeIn } from './classify-answer.ts';
import { operationIn } from './long-operation.ts';

/** Codes of a 409 that no waiting ends. azure-rest-api-specs, Microsoft.Sql/stable/2021-11-01/Servers.json */
const lasting = new Set(['serverdisabled', 'subscriptiondisabled']);

/** Says what an answer to a write means: what is not known to have been refused may have been done. */
export function writeOutcomeOf(answer: Answer, origin: string, isConditional: boolean): WriteOutcome {
  if (answer.kind === 'failed') return { kind: 'uncertain', why: answer.reason };
  const { status, requestId } = answer;
  const call = { status, ...(requestId !== undefined && { requestId }) };
  if (status >= 200 && status < 300) {
    const operation = operationIn(answer, origin);
    return { kind: 'done', ...call, ...(operation && { operation }) };
  }
  const code = codeIn(answer.body);
  const why = code ? `HTTP ${status} ${code}` : `HTTP ${status}`;
  // Without If-Match it has another meaning: Cosmos DB answers so while another operation holds the account.
  if (status === 412) return { kind: isConditional ? 'changed' : 'busy', ...call, why };
  if (status === 409 && code?.toLowerCase() === 'scopelocked') return { kind: 'locked', ...call, why };
  // Another operation is under way; the provider says so in words of its own.
  if ((status === 409 && !lasting.has(code?.toLowerCase() ?? '')) || status === 423)
    return { kind: 'busy', ...call, why };
  if (status === 429) {
    const understood = classifyAnswer(answer);
    const retryAfterSeconds = understood.kind === 'throttled' ? understood.retryAfterSeconds : 60;
    return { kind: 'throttled', ...call, retryAfterSeconds, why };
  }
  if (status === 401 || status === 403) return { kind: 'denied', ...call, why };
  if (status >= 500) return { kind: 'uncertain', ...call, why };
  return { kind: 'refused', ...call, why };
}
