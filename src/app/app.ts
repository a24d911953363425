import manifest from '../../package.json' with { type: 'json' };
import type { DailyPorts } from '../assurance/daily-posture/index.ts';
import type { DeadlinePorts } from '../assurance/deadlines/index.ts';
import type { Incident, IncidentPorts } from '../assurance/incidents/index.ts';
import type { PoisonPorts } from '../assurance/poison-messages/index.ts';
import { Coalescer, systemClock } from '../base/index.ts';
import type { Drill } from '../drills/model/index.ts';
import type { Tabletop, TabletopPorts } from '../drills/tabletops/index.ts';
import type { KeptTexts } from '../model/index.ts';
import { reevaluateLogged } from '../monitoring/changes/index.ts';
import { createEventHours } from '../monitoring/event-streams/index.ts';
import type { HeardHours } from '../monitoring/event-streams/index.ts';
import type { IngestionPorts } from '../monitoring/ingestion/index.ts';
import { withPolicyStates } from '../monitoring/tenant-policies/index.ts';
import { accessQueries, hoursWithoutRows } from '../phi-access/collection/index.ts';
import type { WatchedAccess } from '../phi-access/quarterly-review/index.ts';
import { accessReview, anomalySeen, watchedAccess } from '../phi-access/quarterly-review/index.ts';
import type { ApiAccess } from '../platform/auth/index.ts';
import { createApiAccess } from '../platform/auth/index.ts';
import { createAzure, createSharedQuotas } from '../platform/azure-clients/index.ts';
import type { SharedBucket } from '../platform/azure-clients/index.ts';
import { createStore } from '../platform/store/index.ts';
import { createCounters } from '../platform/telemetry/index.ts';
import { openRecords } from '../records/index.ts';
import { loadCatalogue } from '../rules/controls/index.ts';
import type { Watching } from './build-phi-access.ts';
import { buildWatching } from './build-phi-access.ts';
import type { ResponseParts } from './build-responses.ts';
import { buildResponses } from './build-responses.ts';
import type { Drilling } from './build-drills.ts';
import { buildDrills } from './build-drills.ts';
import type { Evidence } from './build-evidence.ts';
import { buildEvidence } from './build-evidence.ts';
import { catalogueVersionOf } from '../evidence/collectors/index.ts';
import type { Tenant } from './build-tenant-policies.ts';
import { buildTenant } from './build-tenant-policies.ts';
import { readerCredential } from './credentials.ts';
import type { Settings } from './settings.ts';
import { readSettings } from './settings.ts';

/** The parts of the app, for the use cases that events, timers and people call. */
export type AppPorts = IngestionPorts & DeadlinePorts & PoisonPorts & DailyPorts;

export interface App {
  readonly version: string;
  readonly settings: Settings;
  /** Access to the API, and its audit. */
  readonly access: ApiAccess;
  /** The tenant's own policies, and Azure's verdict by them. */
  readonly tenant: Tenant;
  /** The ports of the use cases; the log is the invocation's own. */
  readonly ports: Omit<AppPorts, 'log'>;
  /** The texts of people, so that one can be withdrawn. */
  readonly texts: KeptTexts;
  /** The anomalies that incidents are opened from. */
  readonly anomalies: IncidentPorts['anomalies'];
  /** The tabletop exercises on record. */
  readonly tabletops: TabletopPorts;
  /** The material of the quarterly review. */
  readonly watched: WatchedAccess;
  /** Responses to drifts, and what leaves because of them. */
  readonly response: ResponseParts;
  /** The review of PHI access. */
  readonly watching: Watching;
  /** Recovery drills. */
  readonly drilling: Drilling;
  /** The ledger and evidence; absent: there is no storage for them. */
  readonly evidence?: Evidence;
}

let built: Promise<App> | undefined;

/** The parts of the app, built at first use. If that fails, the next use tries again. */
export function app(): Promise<App> {
  built ??= build(readSettings(process.env)).catch((error: unknown) => {
    built = undefined;
    throw error;
  });
  return built;
}

async function build(settings: Settings): Promise<App> {
  const credential = readerCredential(settings.clientId, process.env);
  const store = createStore({ ...settings, credential, now: systemClock.now });
  const loaded = loadCatalogue({
    parameters: settings.policyParameters,
    ...(settings.controlsDirectory !== undefined && { directory: settings.controlsDirectory }),
  });
  // What the tenant's policies look at is added to what the catalogue knows how to read.
  const types = new Map(loaded.types);
  const catalogue = { ...loaded, types };
  await store.create();
  const quotas = createSharedQuotas(store.limits<SharedBucket>(), () => systemClock.now().getTime());
  const azure = createAzure({
    endpoint: settings.resourceManager,
    scope: settings.scope,
    credential,
    types,
    now: systemClock.now,
    quotas,
    identity: 'reader',
  });
  const now = systemClock.now;
  const tenant = buildTenant({ settings, credential, store, catalogue, types, now, azure });
  const records = openRecords((table) => store.records(table));
  const reader = withPolicyStates(azure.reader, tenant.insights);
  const evaluation = { catalogue, policies: tenant.policies, reader, records };
  const response = buildResponses({
    settings,
    credential,
    store,
    environment: process.env,
    now,
    evaluation,
    quotas,
  });
  const { subscriptions } = settings;
  const tabletops = store.records<Tabletop>('Tabletops');
  const concerned = { ...evaluation, store: store.states, queue: store.changes, subscriptions };
  const watching = buildWatching({
    settings,
    credential,
    store,
    now,
    azure,
    settingChanged: (id, time) => reevaluateLogged(id, time, concerned),
  });
  const drills = store.drills<Drill>();
  const watched = watchedAccess({ ...watching, watermarks: store.watermarks, queries: accessQueries });
  const incidents = store.records<Incident>('Incidents');
  const evidence = buildEvidence({
    settings,
    store,
    credential,
    environment: process.env,
    version: manifest.version,
    now,
    quotas,
    ...(watching.review && {
      logHours: (from, to) => hoursWithoutRows(from, to, { ...store, queries: accessQueries }),
    }),
    ...(watching.review && { people: watching.review.directory, keyed: watching.review.keyed }),
    reading: {
      ...evaluation,
      store: store.states,
      subscriptions,
      drills,
      tabletops,
      cloud: settings.cloud,
      ownership: settings.ownership,
      ...(watching.review && {
        logs: watching.review.logs,
        accessReview: (quarter) =>
          accessReview(quarter, { ...evaluation, clock: systemClock, watched, incidents }),
      }),
    },
  });
  return {
    version: manifest.version,
    settings,
    access: createApiAccess({
      ...settings.entra,
      rates: settings.rates,
      audit: store.audit,
      auditorGrants: store.auditorGrants,
      now: systemClock.now,
    }),
    tenant,
    texts: store.texts,
    anomalies: { find: (id) => anomalySeen(id, watching) },
    tabletops: { tabletops, clock: systemClock },
    watched,
    ...(evidence && { evidence }),
    response,
    watching,
    drilling: buildDrills({
      settings,
      store,
      now,
      evaluation,
      quotas,
      ...(watching.review && { logs: watching.review.logs }),
      ...(evidence && { ledger: evidence.recording.ledger }),
    }),
    ports: {
      ...azure,
      ...evaluation,
      incidents,
      drills,
      tabletops,
      dailyPostures: store.dailyPostures(),
      appVersion: manifest.version,
      catalogueVersion: catalogueVersionOf(catalogue),
      scanReader: withPolicyStates(azure.scanReader, tenant.insights),
      store: store.states,
      journal: store.journal,
      readBy: store.readBy,
      queue: store.changes,
      bulk: store.queue('changes-bulk'),
      rejected: store.rejected,
      eventHours: createEventHours(store.eventHours<HeardHours>(), systemClock),
      underway: new Coalescer(),
      respond: store.queue('respond'),
      wake: store.queue('outbox'),
      poisonQueues: store.poisonQueues,
      poisonMessages: store.poisonMessages,
      scans: store.scans,
      ownership: settings.ownership,
      cloud: settings.cloud,
      clock: systemClock,
      counters: createCounters(),
      marginSeconds: settings.readMarginSeconds,
      subscriptions: settings.subscriptions,
      managementGroups: settings.managementGroups,
      random: Math.random,
    },
  };
}
