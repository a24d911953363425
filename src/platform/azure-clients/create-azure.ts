import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { ResourceType } from '../../rules/controls/index.ts';
import { createCaller } from './arm-caller.ts';
import { createActivityLog } from './activity-log.ts';
import { createArmClient } from './arm-client.ts';
import { createBudget } from './budget.ts';
import type { Priority } from './budget.ts';
import { clouds } from '../azure/index.ts';
import { createKeptAnswers } from './kept-answers.ts';
import { createLogTables } from './log-tables.ts';
import { budgetPolicy, createPatience } from './patience.ts';
import type { Quotas } from './quotas.ts';
import { readRelated } from './read-related.ts';
import { readResource } from './read-resource.ts';
import { createRegions } from './regions.ts';
import { createGraph } from './resource-graph.ts';
import { createTypeLists } from './type-lists.ts';
import { usedVersion } from './used-version.ts';
import type {
  ActivityLog,
  AzureGraph,
  AzureReader,
  BudgetReport,
  HeardCall,
  LogTables,
} from '../azure/index.ts';

export interface AzureReaderOptions {
  /** The endpoint of Azure Resource Manager: `https://management.azure.com`. https alone: a token goes with every call. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** The resource types by lower-case name, each with how it is read. */
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly now?: () => Date;
  /** For one call, the token included. Default: 10. */
  readonly timeoutSeconds?: number;
  /** Scope to ask a token for. Default: that of the public cloud. */
  readonly scope?: string;
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed?: () => number;
  /** Resolves after so many milliseconds, for budgets. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
  /** The limits that all instances share. Default: this process has all of each. */
  readonly quotas?: Quotas;
  /** Name of the identity that calls: Resource Manager counts by it. */
  readonly identity?: string;
  /** Is told of each call of Resource Manager that was answered. */
  readonly heard?: (call: HeardCall) => void;
}

/** The clients that read Azure: for events, for scans, and by the graph, all within the same budgets. */
export interface Azure {
  readonly reader: AzureReader;
  /** As `reader`, but it leaves a part of every budget to events, and waits for its turn. */
  readonly scanReader: AzureReader;
  readonly graph: AzureGraph;
  /** Reads how tables of logs are kept, at the priority of a full scan. */
  readonly logTables: LogTables;
  /** At the priority of a full scan, too. */
  readonly activityLog: ActivityLog;
  /** Keeps the calls of other clients within the same budgets, at the priority of a full scan. */
  readonly throttling: PipelinePolicy;
  /** Returns what was spent, by budget. */
  budgets(): readonly BudgetReport[];
}

/** Reads Azure through Resource Manager and Resource Graph. It only ever reads. */
export function createAzure(options: AzureReaderOptions): Azure {
  const {
    endpoint,
    credential,
    types,
    now = () => new Date(),
    timeoutSeconds = 10,
    scope = clouds.AzureCloud.scope,
    elapsed = () => performance.now(),
    wait = sleep,
    quotas,
    identity,
    heard,
  } = options;
  const whose = { ...(quotas && { quotas }), ...(identity !== undefined && { identity }) };
  const client = createArmClient({
    endpoint,
    credential,
    scope,
    timeoutSeconds,
    now,
    elapsed,
    ...(heard && { heard }),
  });
  const budget = createBudget({ ...whose, now: () => now().getTime() });
  const regions = createRegions();
  const isExtension = (type: string): boolean => types.get(type.toLowerCase())?.kind === 'extension';
  const isWhole = (type: string): boolean => types.get(type.toLowerCase())?.wholeInLists === true;
  const kept = createKeptAnswers(() => now().getTime());
  const versionOf = (type: string) => usedVersion(types, type);
  const callerFor = (priority: Priority) => {
    const patience = createPatience({ budget, priority, wait });
    return createCaller({ client, budget, patience, regions, kept, now, versionOf });
  };
  const readerFor = (priority: Priority): AzureReader => {
    const caller = callerFor(priority);
    const lists = createTypeLists({ caller, kept, isWhole, now: () => now().getTime() });
    return {
      async get(resourceId, since) {
        if (since !== undefined) await lists.before(resourceId, since);
        return readResource({ caller, now, since }, resourceId);
      },
      related: (query, since) => readRelated({ caller, now, since, isExtension }, query),
    };
  };
  const patience = createPatience({ budget, priority: 'scan', wait });
  const throttling = budgetPolicy({ budget, patience, now });
  return {
    reader: readerFor('event'),
    scanReader: readerFor('scan'),
    logTables: createLogTables(callerFor('scan')),
    graph: createGraph({ endpoint, credential, scope, budget, patience, regions, now }),
    activityLog: createActivityLog(
      createArmClient({ endpoint, credential, scope, timeoutSeconds, now, elapsed, throttling }),
      now,
    ),
    throttling,
    budgets: () => budget.report(),
  };
}

/** Reads Azure through Resource Manager, for events. It only ever sends GET. */
export function createAzureReader(options: AzureReaderOptions): AzureReader {
  return createAzure(options).reader;
}
