import { startTestAzure } from '@phiwatch/azure-simulator/testing';
import type { Grant, Resource } from '@phiwatch/azure-simulator';
import {
  backupVaultId,
  drillEstate,
  drillGroupId,
  drillServerId,
  estate,
  groups,
  subscriptionId,
} from '@phiwatch/sample-hospital';
import type { Drill } from '../../../src/drills/model/index.ts';
import type { Component, DrillPlan, PlanRevision } from '../../../src/drills/plans/index.ts';
import { revisePlan } from '../../../src/drills/plans/index.ts';
import type { DrillPorts, DrillWorkflows } from '../../../src/drills/run/index.ts';
import { approveDrill, beginByHand, keepDrills, takeTurn } from '../../../src/drills/run/index.ts';
import type { DatabaseFigures } from '../../../src/drills/steps/index.ts';
import type { ResourceState } from '../../../src/model/index.ts';
import { cataloguePolicies } from '../../../src/monitoring/evaluation/index.ts';
import type { LogSource } from '../../../src/platform/azure/index.ts';
import { createAzureReader, createDrillAzure } from '../../../src/platform/azure-clients/index.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import type { AnnouncedChange, Exemption } from '../../../src/records/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { MemoryDue, MemoryOutbox } from '../../support/fake-answers.ts';
import { FakeClock, MemoryQueue } from '../../support/fakes.ts';
import { MemoryItems } from '../../support/memory-items.ts';
import { MemoryRecords } from '../../support/memory-records.ts';
import { approver, owner, planOf } from '../plans/sample-plan.ts';

export const subscription = `/subscriptions/${subscriptionId}`;
export const drillGroup = drillGroupId;
export const clinical = `${subscription}/resourceGroups/${groups.clinical}`;
export const imaging = `${subscription}/resourceGroups/${groups.imaging}`;
export const ehrId = `${clinical}/providers/Microsoft.Sql/servers/sql-lakeside-ehr/databases/ehr`;
export const drillServer = drillServerId;
export const operator = { objectId: '5d1f8a36-9c72-4b0e-8e45-1a7b3c6d9f20', kind: 'user' } as const;

/** Object id of the identity of drills. */
export const identity = '11111111-0000-4000-a000-00000000000d';

const catalogue = loadCatalogue();

/** Roles of the drill identity: those of infra/drill-role.json on the drill group, and Reader. */
export const drillRole: readonly string[] = (
  await import('../../../infra/drill-role.json', { with: { type: 'json' } })
).default.Actions;

/** What stands in the drill group for good. */
export const standingIds: readonly string[] = drillEstate().flatMap(({ id = '' }) =>
  id.startsWith(`${drillGroupId}/providers/`) ? [id] : [],
);

/** The last geo-replicated backup of a database of the hospital. */
export function geoBackup(databaseId: string, at: string): Resource {
  return {
    id: databaseId.replace('/databases/', '/recoverableDatabases/'),
    name: databaseId.split('/').at(-1) ?? '',
    type: 'Microsoft.Sql/servers/recoverableDatabases',
    properties: {
      edition: 'GeneralPurpose',
      serviceLevelObjective: 'GP_Gen5_4',
      lastAvailableBackupDate: at,
    },
  };
}

export const ehr: Component = {
  name: 'ehr',
  resourceId: ehrId,
  criticality: 'critical',
  objectives: { rtoSeconds: 14_400, rpoSeconds: 900 },
  owner,
  estimatedCost: 10,
};

/** Figures of a database as usual; a test gives others by name. */
export const usualFigures: DatabaseFigures = {
  kind: 'procedure',
  tables: [{ name: 'visits', rows: 5, checksum: 'a', changedAt: '2026-10-01T00:00:00.000Z' }],
};

interface Options {
  readonly components?: readonly Component[];
  readonly plan?: Partial<DrillPlan>;
  readonly resources?: readonly Resource[];
  readonly roles?: readonly Grant[];
  readonly start?: string;
  /** Stores of production that hold PHI. */
  readonly stores?: readonly string[];
  readonly logs?: LogSource;
}

export const usualRoles: readonly Grant[] = [
  { principal: identity, scope: subscription, actions: ['*/read'] },
  { principal: identity, scope: drillGroup, actions: drillRole },
];

/** A hospital with drills, on a simulated Azure, by a clock that a test moves. */
export async function drillWorld(options: Options = {}) {
  const clock = new FakeClock(options.start ?? '2026-10-05T06:00:00.000Z');
  const azure = await startTestAzure({
    now: () => clock.now().getTime(),
    resources: [
      ...estate(),
      ...drillEstate(new Date(clock.now())),
      geoBackup(ehrId, '2026-10-05T05:52:30.000Z'),
      ...(options.resources ?? []),
    ],
    roles: options.roles ?? usualRoles,
  });
  const { simulation } = azure;
  const credential = {
    getToken: async () => {
      const { token } = await simulation.tokens.issue({
        oid: identity,
        resource: 'https://management.azure.com',
        expiresInSeconds: 365 * 86_400,
      });
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  const connection = { endpoint: azure.armUrl, credential, types: catalogue.types, now: () => clock.now() };
  const drillAzure = ({ vaults }: { readonly vaults: readonly string[] }) =>
    createDrillAzure({
      ...connection,
      scope: 'https://management.azure.com/.default',
      group: drillGroup,
      vaults,
    });
  const outbox = new MemoryOutbox();
  const published = new MemoryDue();
  const incidents: { readonly id: string; readonly at: string }[] = [];
  const figures: Record<string, DatabaseFigures | (() => DatabaseFigures)> = {};
  const asked: string[] = [];
  let stopped = false;
  const lines: string[] = [];
  const states = (options.stores ?? [ehrId]).map(
    (resourceId) =>
      ({
        resourceId,
        resourceType: resourceId
          .replace(/^.*\/providers\//, '')
          .split('/')
          .filter((_, n) => n === 0 || n % 2 === 1)
          .join('/'),
        phi: true,
      }) as ResourceState,
  );
  const ports: DrillPorts = {
    drills: new MemoryItems<Drill>(),
    plans: new MemoryRecords<PlanRevision>(),
    settings: {
      group: drillGroup,
      standing: standingIds,
    },
    published: [published],
    azure: drillAzure({ vaults: [backupVaultId] }),
    checks: {
      figures: (_kind, host, database) => {
        asked.push(`${host}/${database}`);
        const given = figures[database] ?? usualFigures;
        return Promise.resolve(typeof given === 'function' ? given() : given);
      },
    },
    policies: cataloguePolicies(catalogue),
    catalogue,
    reader: createAzureReader(connection),
    ownership: {
      phiTags: ['phi'],
      phiScopes: [drillGroup],
      organizationTag: 'organization',
      organizations: {},
    },
    exemptions: new MemoryRecords<Exemption>(),
    announcedChanges: new MemoryRecords<AnnouncedChange>(),
    store: {
      async *list() {
        yield* states;
      },
    },
    subscriptions: [subscriptionId],
    writesStopped: () => Promise.resolve(stopped),
    incidentSince: (moment) => Promise.resolve(incidents.find(({ at }) => at >= moment)?.id),
    ...(options.logs && { logs: options.logs }),
    outbox,
    wake: new MemoryQueue(clock),
    alerts: {
      channels: { ops: { kind: 'teams', url: 'OPS_TEAMS_URL' } },
      privacy: {},
      teamsHosts: [],
      timeZone: 'UTC',
    },
    clock,
    log: createLog((_level, line) => lines.push(line)),
  };
  const plan = planOf(options.components ?? [ehr], {
    targets: { sqlServer: drillServer },
    ...options.plan,
  });
  const drillOf = async (id = 'dr-drill-2026Q4') => {
    const found = await ports.drills.read(id);
    if (!found) throw new Error(`there is no ${id}`);
    return found.value;
  };
  /** Writes that the simulation took or refused, in order: `PUT path status`. */
  const writes = () =>
    simulation.log
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path, status }) => `${method} ${path} ${status}`);
  return {
    clock,
    azure,
    drillAzure,
    simulation,
    ports,
    plan,
    incidents,
    figures,
    asked,
    lines,
    writes,
    drillOf,
    stopWrites: () => {
      stopped = true;
    },
    /** Titles of the messages so far. */
    told: () => outbox.added.map(({ content }) => (content as { readonly title: string }).title),
    messages: () =>
      outbox.added.map(({ severity, content }) => ({
        severity,
        ...(content as { readonly title: string; readonly lines: readonly string[] }),
      })),
    severities: () => outbox.added.map(({ severity }) => severity),
    published: () => published.entries.map(({ id }) => id),
    sign: async (
      revised: DrillPlan = plan,
      by: { readonly objectId: string; readonly kind: 'user' } = operator,
    ) => {
      const saved = await revisePlan({ plan: revised, why: 'The plan' }, by, {
        plans: ports.plans,
        clock,
        drillGroup,
      });
      if (saved.kind !== 'saved') throw new Error(JSON.stringify(saved));
    },
    /** Signs the plan, begins the drill of the quarter and approves it, all at this moment. */
    async approved() {
      await this.sign();
      const begun = await beginByHand(operator, ports);
      if (begun.kind !== 'begun') throw new Error(begun.why);
      const decided = await approveDrill(begun.drill.id, { objectId: approver, kind: 'user' }, ports);
      if (decided.kind !== 'decided') throw new Error(JSON.stringify(decided));
      return begun.drill.id;
    },
    /** Takes turns until the drill has ended, and moves the clock to where each wait ends. */
    async run(id = 'dr-drill-2026Q4', most = 2_000): Promise<Drill> {
      for (let turns = 0; turns < most; turns += 1) {
        const turn = await takeTurn(id, ports);
        if (turn.kind === 'ended') return drillOf(id);
        if (turn.kind === 'wait') clock.advance((Date.parse(turn.until) - clock.now().getTime()) / 1000);
      }
      throw new Error(`the drill has not ended: ${JSON.stringify(await drillOf(id))}`);
    },
    keep: (workflows: DrillWorkflows) => keepDrills(workflows, ports),
  };
}
