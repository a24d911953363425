import { randomBytes } from 'node:crypto';
import type { Limits } from '@phiwatch/kql-runner';
import type { Subscription } from './delivery.ts';
import type { PolicyData } from './policy/index.ts';
import type { Resource } from './resource.ts';
import type { Grant } from './roles.ts';
import { SimulationServer } from './server.ts';
import { Simulation } from './simulation.ts';
import { defaultTenantId } from './tokens.ts';
import type { Identity } from './tokens.ts';
import type { Person } from './user-tokens.ts';

export type { ChangeRequest, LogEntry } from './change-request.ts';
export { startImmutableBlobs } from './blob-immutability/index.ts';
export type {
  BlobGrant,
  BlobLogEntry,
  ImmutableBlobs,
  ImmutableBlobsOptions,
} from './blob-immutability/index.ts';
export { secretHeader } from './control.ts';
export type { Subscription } from './delivery.ts';
export { eventOf } from './events.ts';
export type { Actor, Change, Event, EventOptions } from './events.ts';
export type { Fault } from './faults.ts';
export type { Course } from './long-operations.ts';
export { readBuiltIns } from './policy/index.ts';
export type { BuiltIns, Denial, ManagementGroup, PolicyData, PolicyStateRecord } from './policy/index.ts';
export { ArmError } from './errors.ts';
export { checkProvider } from './provider-refusals.ts';
export { checkApiVersion } from './providers.ts';
export type { Shortage } from './quotas.ts';
export type { Resource } from './resource.ts';
export type { Grant } from './roles.ts';
export type { Simulation } from './simulation.ts';
export { pageClientId } from './sign-in.ts';
export type { Identity, TokenRequest } from './tokens.ts';
export { apiAudience } from './user-tokens.ts';
export type { UserTokenRequest, Person } from './user-tokens.ts';

export interface AzureOptions {
  readonly resources: Iterable<Resource>;
  /** For 127.0.0.1; clients must trust it. */
  readonly tls: { readonly cert: string; readonly key: string };
  /** The rights of principals; nothing else is allowed. */
  readonly roles: readonly Grant[];
  /** Managed identities; the first answers where no client id is asked for. Default: the principal of the first role. */
  readonly identities?: readonly Identity[];
  readonly tenantId?: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly msiPort?: number;
  /** Milliseconds since 1970. Default: the clock of the process. */
  readonly now?: () => number;
  /** The time for which providers work in the background; default 0. */
  readonly settleMs?: number;
  /** Entries of a list per page; default 100. */
  readonly pageSize?: number;
  /** Api-versions that every type answers to besides the known ones. */
  readonly apiVersions?: readonly string[];
  /** Api-versions of a namespace or a type (lower case) instead of the known ones: what an older cloud offers. */
  readonly offeredVersions?: Readonly<Record<string, readonly string[]>>;
  /** The data that Azure Policy has besides its definitions and assignments, which are among the resources. */
  readonly policy?: PolicyData;
  /** The people who can sign in to a page; default: nobody. */
  readonly people?: readonly Person[];
  /** Folder of tables that every workspace of Log Analytics serves; default: there is no Log Analytics. */
  readonly logs?: string;
  /** The most that an answer of Log Analytics holds. Default: what the service says. */
  readonly logLimits?: Limits;
  /** By how many milliseconds Resource Graph lags behind; default 0. */
  readonly graphLagMs?: number;
  /** By how many milliseconds the table `resourcechanges` lags behind; default 5 minutes, as documented. */
  readonly changesLagMs?: number;
  /** By how many milliseconds the Activity Log lags behind; default 20 minutes, the most that is documented. */
  readonly activityLogLagMs?: number;
  /** Whether Resource Graph cuts its answers short without a way to the rest; default false. */
  readonly graphTruncates?: boolean;
  /** Whether reads beyond the limits that Azure publishes are answered 429; default false. */
  readonly throttled?: boolean;
  /** Management group above a subscription; default: none. */
  readonly managementGroupOf?: (subscriptionId: string) => string | undefined;
  readonly deliverTo?: readonly Subscription[];
  /** For delays and back-off. Default: real timers. */
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** In [0, 1), for jitter and duplicates. Default: Math.random. */
  readonly random?: () => number;
}

export interface Azure {
  readonly armUrl: string;
  /** For IDENTITY_ENDPOINT. */
  readonly msiUrl: string;
  /** For IDENTITY_HEADER. */
  readonly msiHeader: string;
  readonly tenantId: string;
  /** Base of the control API; its header is `secretHeader`. */
  readonly simUrl: string;
  readonly simSecret: string;
  /** The same in process: resources, changes, faults, roles, tokens, delivery, log. */
  readonly simulation: Simulation;
  stop(): Promise<void>;
}

/** Starts a simulated Azure Resource Manager on loopback with a token issuer and Event Grid. State is in memory. */
export async function startAzure(options: AzureOptions): Promise<Azure> {
  const { now = Date.now, sleep, random, deliverTo = [], roles } = options;
  const simulation = new Simulation({
    resources: options.resources,
    roles,
    identities: options.identities ?? roles.slice(0, 1).map(({ principal }) => ({ oid: principal })),
    tenantId: options.tenantId ?? defaultTenantId,
    now,
    settleMs: options.settleMs ?? 0,
    pageSize: options.pageSize ?? 100,
    offered: { extra: options.apiVersions ?? [], instead: options.offeredVersions ?? {} },
    graphLagMs: options.graphLagMs ?? 0,
    changesLagMs: options.changesLagMs ?? 5 * 60_000,
    activityLogLagMs: options.activityLogLagMs ?? 20 * 60_000,
    graphTruncates: options.graphTruncates ?? false,
    throttled: options.throttled ?? false,
    people: options.people ?? [],
    managementGroupOf: options.managementGroupOf ?? (() => undefined),
    ...(options.policy ? { policy: options.policy } : {}),
    ...(options.logs === undefined ? {} : { logs: options.logs }),
    ...(options.logLimits ? { logLimits: options.logLimits } : {}),
    ...(sleep ? { sleep } : {}),
    ...(random ? { random } : {}),
  });
  const simSecret = randomBytes(16).toString('hex');
  const msiHeader = randomBytes(16).toString('hex');
  const server = new SimulationServer(simulation, { tls: options.tls, simSecret, msiHeader });
  const ports = await server.start({ arm: options.port ?? 0, identity: options.msiPort ?? 0 });
  const stop = async (): Promise<void> => {
    await simulation.delivery.stop();
    await server.stop();
  };
  try {
    for (const subscription of deliverTo) await simulation.subscribe(subscription);
  } catch (error) {
    await stop();
    throw error;
  }
  const armUrl = `https://127.0.0.1:${ports.arm}`;
  return {
    armUrl,
    msiUrl: `http://127.0.0.1:${ports.identity}/msi/token`,
    msiHeader,
    tenantId: simulation.options.tenantId,
    simUrl: `${armUrl}/_sim`,
    simSecret,
    simulation,
    stop,
  };
}
