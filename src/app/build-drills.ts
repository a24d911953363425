import type { TokenCredential } from '@azure/core-auth';
import type { Drill } from '../drills/model/index.ts';
import type { PlanPorts, PlanRevision } from '../drills/plans/index.ts';
import type { DrillPorts } from '../drills/run/index.ts';
import type { Incident } from '../assurance/incidents/index.ts';
import type { Records } from '../model/index.ts';
import type { ChangePorts } from '../monitoring/changes/index.ts';
import { targetNames } from '../notifications/publishing/index.ts';
import { createDrillAzure, createThrottling } from '../platform/azure-clients/index.ts';
import type { Quotas } from '../platform/azure-clients/index.ts';
import {
  createCanaryReader,
  createDatabaseChecks,
  createDrillKeys,
  dataPlanes,
} from '../platform/data-plane/index.ts';
import type { LogSource } from '../platform/azure/index.ts';
import type { Blobs } from '../platform/blobs/index.ts';
import type { Store } from '../platform/store/index.ts';
import { everyOwner } from '../records/index.ts';
import { isStopped } from '../response/remediation/index.ts';
import type { KillSwitch } from '../response/remediation/index.ts';
import { systemClock } from '../base/index.ts';
import { createDrillTables } from './drill-tables.ts';
import { writerCredential } from './credentials.ts';
import type { Settings } from './settings.ts';

/** The parts of recovery drills. */
export interface Drilling {
  /** For what people see and decide of drills. */
  readonly decisions: Pick<DrillPorts, 'drills' | 'published' | 'outbox' | 'wake' | 'alerts'> & PlanPorts;
  /** For what executes them; absent: none is executed by this deployment. */
  readonly execution?: Omit<DrillPorts, 'log'>;
}

interface DrillingOptions {
  readonly settings: Settings;
  readonly store: Store;
  readonly now: () => Date;
  readonly evaluation: Pick<ChangePorts, 'policies' | 'catalogue' | 'reader' | 'records'>;
  readonly quotas: Quotas;
  /** Absent: no workspace is named. */
  readonly logs?: LogSource;
  /** The ledger that phiwatch's own tables are restored from; absent: there is none. */
  readonly ledger?: Blobs;
  readonly credentialOf?: (clientId: string) => TokenCredential;
}

export function buildDrills(options: DrillingOptions): Drilling {
  const { settings, store } = options;
  const decisions = {
    drills: store.drills<Drill>(),
    plans: store.records<PlanRevision>('DrillPlans'),
    published: targetNames(settings.publish).map((target) => store.toPublish(target)),
    clock: systemClock,
    outbox: store.outbox,
    wake: store.queue<{ readonly channel: string }>('outbox'),
    alerts: settings.alerts,
    ...(settings.drills && { drillGroup: settings.drills.group }),
  };
  const execution = executionOf(options, decisions);
  return { decisions, ...(execution && { execution }) };
}

/** The identity of drills is its own: it can write nothing that remediation writes, and deletes in the drill group alone. */
function executionOf(
  {
    settings,
    store,
    now,
    evaluation,
    quotas,
    logs,
    ledger,
    credentialOf = writerCredential,
  }: DrillingOptions,
  decisions: Drilling['decisions'],
): Drilling['execution'] {
  const { drills } = settings;
  if (drills?.clientId === undefined) return undefined;
  const credential = credentialOf(drills.clientId);
  const asDrills = { ...dataPlanes[settings.cloud], credential, now };
  const { postgresqlUser } = drills;
  const { policies, catalogue, reader, records } = evaluation;
  const incidents = store.records<Incident>('Incidents');
  const killSwitches = store.records<KillSwitch>('WriteStops');
  return {
    ...decisions,
    settings: drills,
    azure: createDrillAzure({
      endpoint: settings.resourceManager,
      scope: settings.scope,
      credential,
      types: catalogue.types,
      now,
      group: drills.group,
      vaults: drills.vaults,
      throttling: createThrottling({ now, quotas, identity: 'drills' }),
    }),
    checks: createDatabaseChecks({
      ...asDrills,
      timeoutSeconds: 120,
      ...(postgresqlUser !== undefined && { postgresqlUser }),
    }),
    canary: createCanaryReader(asDrills),
    keys: createDrillKeys(asDrills),
    ...(ledger && {
      tables: createDrillTables({ ledger, ledgerTexts: store.ledgerTexts, credential, now }),
    }),
    ...(logs && { logs }),
    policies,
    catalogue,
    reader,
    ownership: settings.ownership,
    exemptions: records.exemptions,
    announcedChanges: records.announcedChanges,
    store: store.states,
    subscriptions: settings.subscriptions,
    writesStopped: () => isStopped({ killSwitches }),
    incidentSince: (moment) => firstIncident(incidents, moment),
  };
}

async function firstIncident(incidents: Records<Incident>, moment: string): Promise<string | undefined> {
  for (const { id } of await incidents.latest(everyOwner)) {
    const [first] = await incidents.history(everyOwner, id);
    if (first && first.recordedAt >= moment) return id;
  }
  return undefined;
}
