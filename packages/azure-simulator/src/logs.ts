import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boundsOf, openLogFolder, refusalBody, serviceLimits, tableBody } from '@phiwatch/kql-runner';
import { z } from 'zod';
import type { Limits, LogFolder } from '@phiwatch/kql-runner';
import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { ArmError } from './errors.ts';
import type { Resources } from './resources.ts';
import type { Roles } from './roles.ts';
import type { Principal } from './tokens.ts';

/** The audiences of tokens for Log Analytics. */
export const logAudiences = [
  'https://api.loganalytics.io',
  'https://api.loganalytics.io/',
  'https://api.loganalytics.azure.com',
  'https://api.loganalytics.azure.com/',
];

const workspaceType = 'microsoft.operationalinsights/workspaces';

/** The time for which an answer is given again, unless a request says `Cache-Control: no-cache`. */
const cachedMs = 2 * 60_000;

const queryBody = z.object({ query: z.string(), timespan: z.string().optional() });

const appended = z.object({
  table: z.string().regex(/^\w+$/),
  rows: z.array(z.record(z.string(), z.unknown())),
});

export interface LogsOptions {
  /** With a file `TableName.jsonl` for each table. */
  readonly folder: string;
  readonly limits?: Limits | undefined;
  readonly now: () => number;
}

/** The workspaces, and the roles that say who may read them. */
interface Workspaces {
  readonly resources: Resources;
  readonly roles: Roles;
}

interface CachedAnswer {
  readonly until: number;
  readonly tables: readonly string[];
  readonly response: ArmResponse;
}

/** The query API of Log Analytics. Every workspace among the resources serves the one folder. */
export class Logs {
  readonly #options: LogsOptions;
  readonly #folder: LogFolder;
  readonly #answers = new Map<string, CachedAnswer>();

  constructor(options: LogsOptions) {
    this.#options = options;
    this.#folder = openLogFolder(options.folder, { now: options.now });
  }

  /** Adds rows to a table, as the control API does. */
  async append(body: unknown): Promise<void> {
    const { table, rows } = appended.parse(body);
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`);
    await appendFile(join(this.#options.folder, `${table}.jsonl`), lines.join(''));
  }

  /** Answers a query of a caller who is already known. Throws ArmError. */
  async answer(simulation: Workspaces, who: Principal, request: ArmRequest): Promise<ArmResponse> {
    const workspace = workspaceOf(simulation, request.url.pathname);
    if (request.method !== 'POST' || !workspace)
      throw new ArmError(404, 'PathNotFoundError', 'The requested path does not exist');
    requireTables(simulation, who, workspace, ['']);
    const now = this.#options.now();
    const { query, timespan } = parseBody(request.body);
    const bounds = boundsOf(timespan, now);
    if (!bounds) throw badArgument(`Invalid timespan: ${timespan}`);

    const key = JSON.stringify([workspace, query, timespan]);
    const known = this.#answers.get(key);
    if (known && known.until > now && request.headers['cache-control'] !== 'no-cache') {
      requireTables(simulation, who, workspace, known.tables);
      return known.response;
    }
    // What comes in later is not there yet.
    this.#folder.visibleAt = new Date(now).toISOString();
    const answer = await this.#folder.table({ kql: query, ...bounds });
    if (answer.kind === 'refused') return { status: 400, headers: {}, body: refusalBody(answer.refusal) };
    if (answer.kind === 'failed') throw new ArmError(500, 'InternalServerError', answer.why);
    requireTables(simulation, who, workspace, answer.tables);
    requireAnalytics(simulation, workspace, answer.tables);
    const body = tableBody(answer, this.#options.limits ?? serviceLimits);
    const response = { status: 200, headers: {}, body };
    this.#answers.set(key, { until: now + cachedMs, tables: answer.tables, response });
    return response;
  }
}

/** Whether a request is one to Log Analytics and not to Resource Manager. */
export function isLogsPath(path: string): boolean {
  return path.toLowerCase().startsWith('/v1/workspaces/');
}

/** Resource id of the workspace that a path names by its own id. */
function workspaceOf({ resources }: Workspaces, path: string): string | undefined {
  const id = /^\/v1\/workspaces\/([^/]+)\/query$/i.exec(path)?.[1]?.toLowerCase();
  for (const { id: resourceId, type, properties } of resources.all()) {
    const { customerId } = (properties ?? {}) as { readonly customerId?: string };
    if (type.toLowerCase() === workspaceType && customerId?.toLowerCase() === id) return resourceId;
  }
  return undefined;
}

/**
 * Tables on the plan Basic or Auxiliary are searched, and not queried. The words of the refusal are not known.
 * https://learn.microsoft.com/azure/azure-monitor/logs/basic-logs-query
 */
function requireAnalytics({ resources }: Workspaces, workspace: string, tables: readonly string[]): void {
  for (const table of tables) {
    const properties = resources.get(`${workspace}/tables/${table}`)?.resource['properties'];
    const { plan = 'Analytics' } = (properties ?? {}) as { readonly plan?: string };
    if (plan !== 'Analytics')
      throw badArgument(`The table ${table} is on the plan ${plan}: use the search API`);
  }
}

/** The empty name stands for the workspace as such. */
function requireTables(
  { roles }: Workspaces,
  { oid }: Principal,
  workspace: string,
  tables: readonly string[],
): void {
  for (const table of tables) {
    const action = ['Microsoft.OperationalInsights/workspaces/query', table, 'read']
      .filter(Boolean)
      .join('/');
    if (!roles.allows(oid, action, workspace))
      throw new ArmError(
        403,
        'InsufficientAccessError',
        'The provided credentials have insufficient access to perform the requested operation',
      );
  }
}

function parseBody(text: string): z.infer<typeof queryBody> {
  try {
    return queryBody.parse(JSON.parse(text));
  } catch {
    throw badArgument('The request body is no query');
  }
}

function badArgument(message: string): ArmError {
  return new ArmError(400, 'BadArgumentError', message);
}
