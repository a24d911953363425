import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { isRestError } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/core-auth';
import type { Budget } from './budget.ts';
import { classifyAnswer } from './classify-answer.ts';
import type { Charge } from './azure-limits.ts';
import type { Patience } from './patience.ts';
import type { Regions } from './regions.ts';
import type { ReadFailure } from '../azure/index.ts';

export interface GraphOptions {
  /** The endpoint of Azure Resource Manager. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** Scope to ask a token for. */
  readonly scope: string;
  readonly budget: Budget;
  readonly patience: Patience;
  readonly regions: Regions;
  readonly now: () => Date;
}

export type GraphScope = { subscriptions: string[] } | { managementGroups: string[] };

/** The most that the service gives at once. */
const pageSize = 1_000;

const charge: Charge = { subscription: '', provider: 'microsoft.resourcegraph', region: '', kind: 'query' };

export interface GraphAnswer {
  readonly kind: 'answer';
  readonly startedAt: string;
  readonly rows: readonly unknown[];
  readonly truncated: boolean;
  readonly skipToken: string | undefined;
}

/** Asks for one page of a query, and tells the budget what it costs and what is left. */
export async function queryGraph(
  client: ResourceGraphClient,
  query: string,
  within: GraphScope,
  skipToken: string | undefined,
  { budget, patience, now }: GraphOptions,
): Promise<GraphAnswer | ReadFailure> {
  const seconds = await patience.admit(charge);
  const startedAt = now().toISOString();
  if (seconds > 0) {
    const reason = 'held back: the budget of microsoft.resourcegraph is used up';
    return { kind: 'throttled', startedAt, retryAfterSeconds: seconds, reason };
  }
  try {
    const answer = await client.resources(
      {
        ...within,
        query,
        options: { resultFormat: 'objectArray', top: pageSize, ...(skipToken && { skipToken }) },
      },
      {
        onResponse: ({ headers }) => {
          const left = Number(headers.get('x-ms-user-quota-remaining') ?? Number.NaN);
          if (left === 0) budget.rest(charge, secondsOf(headers.get('x-ms-user-quota-resets-after')));
        },
      },
    );
    if (!Array.isArray(answer.data))
      return { kind: 'malformed', startedAt, reason: 'the answer has no rows' };
    return {
      kind: 'answer',
      startedAt,
      rows: answer.data as readonly unknown[],
      truncated: answer.resultTruncated === 'true',
      skipToken: answer.skipToken || undefined,
    };
  } catch (error) {
    const failure = failureOf(error, startedAt, now());
    if (failure.kind === 'throttled') budget.hold(charge, failure.retryAfterSeconds);
    return failure;
  }
}

/** Classifies an error as any answer of Resource Manager; a query has nothing that could be gone. */
function failureOf(error: unknown, startedAt: string, date: Date): ReadFailure {
  if (!isRestError(error) || error.statusCode === undefined || !error.response) {
    const name = isRestError(error) ? error.code : error instanceof Error ? error.name : undefined;
    return { kind: 'failed', startedAt, reason: `no answer (${name ?? 'unknown error'})` };
  }
  const { headers, bodyAsText } = error.response;
  const retryAfter = headers.get('retry-after') ?? quotaReset(headers.get('x-ms-user-quota-resets-after'));
  const understood = classifyAnswer({
    kind: 'answered',
    startedAt,
    status: error.statusCode,
    body: bodyOf(bodyAsText) ?? error.details,
    retryAfter,
    date,
  });
  switch (understood.kind) {
    case 'denied':
    case 'throttled':
    case 'failed':
      return understood;
    default:
      return { kind: 'failed', startedAt, reason: `HTTP ${error.statusCode}` };
  }
}

function bodyOf(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    // No JSON: the status says enough.
    return undefined;
  }
}

function quotaReset(header: string | undefined): string | undefined {
  return header === undefined ? undefined : String(secondsOf(header));
}

/** `hh:mm:ss`; 5 seconds, the window of the quota, where it says nothing. */
function secondsOf(header: string | undefined): number {
  const parts = /^(\d+):(\d+):(\d+)/.exec(header ?? '');
  if (!parts) return 5;
  return Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
}
