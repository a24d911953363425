import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenCredential } from '@azure/core-auth';
import type { LogsQueryClient, LogsQueryResult } from '@azure/monitor-query-logs';
import { refusals, troubleOf } from './log-trouble.ts';
import type { LogAnswer, LogQuery, LogRow, LogSource } from '../azure/index.ts';
import type { QueryGateOptions } from './query-gate.ts';
import { createQueryGate } from './query-gate.ts';

interface LogSourceOptions extends Partial<QueryGateOptions> {
  /** Ids of the workspaces, wherever they are: the answer is of all of them. */
  readonly workspaces: readonly string[];
  /** Without the version: `https://api.loganalytics.io`. https alone: a token goes with every call. */
  readonly endpoint: string;
  /** Scope to ask a token for. */
  readonly scope: string;
  readonly credential: TokenCredential;
  readonly now: () => Date;
}

/** The time after which the service stops a query; we stop waiting somewhat later. */
const serverTimeoutInSeconds = 180;

const timeoutMilliseconds = (serverTimeoutInSeconds + 15) * 1000;

/**
 * Asks workspaces of Log Analytics. What `@azure/monitor-query-logs` 1.0.0 says it does and does not: it ignores a signal that aborts
 * (a timeout of the request serves), and its `audience` (the scope is given); an answer may be two minutes old unless it is asked not to be.
 */
export function createLogSource(options: LogSourceOptions): LogSource {
  const { workspaces, now, elapsed = () => performance.now(), wait = sleep } = options;
  const throughGate = createQueryGate({ elapsed, wait });
  let opened: Promise<LogsQueryClient> | undefined;
  const ask = async (workspace: string, query: LogQuery): Promise<LogAnswer> => {
    try {
      opened ??= openClient(options);
      const client = await opened;
      return answerOf(await client.queryWorkspace(workspace, query.kql, spanOf(query), queryOptions));
    } catch (error) {
      return troubleOf(error, now());
    }
  };
  return {
    async query(query) {
      const answers = await Promise.all(
        workspaces.map((workspace) => throughGate(() => ask(workspace, query))),
      );
      return together(answers);
    },
  };
}

const queryOptions = {
  serverTimeoutInSeconds,
  requestOptions: { timeout: timeoutMilliseconds, headers: { 'cache-control': 'no-cache' } },
};

async function openClient({ endpoint, scope, credential }: LogSourceOptions): Promise<LogsQueryClient> {
  const { LogsQueryClient } = await import('./logs-query-client.ts');
  return new LogsQueryClient(credential, {
    endpoint: `${endpoint}/v1`,
    credentials: { scopes: [scope] },
    // What is throttled waits for the next run, not within this one.
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [{ policy: refusals, position: 'perCall' }],
  });
}

function spanOf({ from, to }: LogQuery) {
  return { startTime: new Date(from), endTime: new Date(to) };
}

function answerOf(result: LogsQueryResult): LogAnswer {
  if ('partialError' in result) return { kind: 'partial', why: result.partialError.code };
  const [table] = result.tables;
  if (!table) return { kind: 'rows', rows: [] };
  const names = table.columnDescriptors.map(({ name }) => name);
  return { kind: 'rows', rows: table.rows.map((cells) => rowOf(names, cells)) };
}

function rowOf(names: readonly string[], cells: readonly unknown[]): LogRow {
  return Object.fromEntries(
    names.map((name, n) => {
      const cell = cells[n];
      return [name, cell instanceof Date ? cell.toISOString() : cell];
    }),
  );
}

/** Joins the answers of several workspaces: all must answer, and a table needs to be in one of them. */
function together(answers: readonly LogAnswer[]): LogAnswer {
  const trouble = answers.find(({ kind }) => kind !== 'rows' && kind !== 'absent');
  if (trouble) return trouble;
  const rows = answers.filter((answer) => answer.kind === 'rows');
  const [first] = answers;
  if (rows.length === 0 && first) return first;
  return { kind: 'rows', rows: rows.flatMap((answer) => answer.rows) };
}
