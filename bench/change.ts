import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { startAzure } from '@phiwatch/azure-simulator';
import type { Azure } from '@phiwatch/azure-simulator';
import { estate, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { azuriteAccount, startAzurite } from '../dev/azurite.ts';
import { createCertificate } from '../dev/tls.ts';
import { Coalescer, systemClock } from '../src/base/index.ts';
import { cataloguePolicies } from '../src/monitoring/evaluation/index.ts';
import { createEventHours } from '../src/monitoring/event-streams/index.ts';
import type { HeardHours } from '../src/monitoring/event-streams/index.ts';
import type { IngestionPorts } from '../src/monitoring/ingestion/index.ts';
import { handleEvent } from '../src/monitoring/ingestion/index.ts';
import { createAzure } from '../src/platform/azure-clients/index.ts';
import { createStore } from '../src/platform/store/index.ts';
import type { StateStore } from '../src/platform/store/index.ts';
import { createCounters } from '../src/platform/telemetry/index.ts';
import { openRecords } from '../src/records/index.ts';
import { loadCatalogue } from '../src/rules/controls/index.ts';
import { percentile, report } from './measure.ts';

const principal = '5b0e3c8a-7f5d-4c1e-9a63-0d2f4b8e6c71';
const ROUNDS = 150;
const silent = () => undefined;

/** From an event to its drift record, beside the same reads, one table query and one transaction done bare. */
export async function benchChange(): Promise<void> {
  const tls = await createCertificate();
  setDefaultCACertificates([...getCACertificates('default'), tls.cert]);
  const azurite = await startAzurite();
  const azure = await startAzure({
    resources: estate(),
    tls,
    roles: [{ principal, scope: `/subscriptions/${subscriptionId}`, actions: ['*/read'] }],
  });
  try {
    const path = await changePath(azure, azurite);
    const floor = await barePath(azure, azurite.tableUrl, await path.reads());
    const times = { path: [] as number[], floor: [] as number[] };
    for (let round = -30; round < ROUNDS; round += 1) {
      const [own, bare] = [await path.run(round), await floor.run(round)];
      if (round < 0) continue;
      times.path.push(own);
      times.floor.push(bare);
    }
    const [own, bare] = [percentile(times.path, 0.5), percentile(times.floor, 0.5)];
    report('event to drift record', `p50 ${own.toFixed(1)} ms`, { of: own / bare, to: 'done bare' });
    report('  the reads, one query, one transaction', `p50 ${bare.toFixed(1)} ms`);
  } finally {
    await azure.stop();
    await azurite.stop();
  }
}

async function credentialOf(azure: Azure) {
  const { token, expiresOn } = await azure.simulation.tokens.issue({
    oid: principal,
    resource: 'https://management.azure.com',
  });
  return { getToken: async () => ({ token, expiresOnTimestamp: expiresOn * 1000 }) };
}

function setSecureTransfer(azure: Azure, value: boolean): void {
  azure.simulation.change({
    method: 'PATCH',
    id: imagingArchiveId,
    body: { properties: { supportsHttpsTrafficOnly: value } },
    actor: { oid: principal },
  });
}

function eventAt(round: number): unknown {
  return {
    id: `bench-${round}`,
    topic: `/subscriptions/${subscriptionId}`,
    subject: imagingArchiveId,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime: new Date().toISOString(),
    dataVersion: '2',
    metadataVersion: '1',
    data: {
      resourceUri: imagingArchiveId,
      operationName: 'Microsoft.Storage/storageAccounts/write',
      status: 'Succeeded',
      subscriptionId,
      correlationId: `bench-${round}`,
    },
  };
}

async function changePath(azure: Azure, azurite: { tableUrl: string; queueUrl: string }) {
  const catalogue = loadCatalogue();
  const credential = await credentialOf(azure);
  const store = createStore({
    tableServiceUri: azurite.tableUrl,
    queueServiceUri: azurite.queueUrl,
    credential: azuriteAccount,
    now: () => new Date(),
  });
  await store.create();
  let recordedAt = 0;
  const timed: StateStore = {
    ...store.states,
    commit: async (current, drifts, etag) => {
      const written = await store.states.commit(current, drifts, etag);
      if (drifts.length > 0) recordedAt = performance.now();
      return written;
    },
  };
  const ports: IngestionPorts = {
    catalogue,
    policies: cataloguePolicies(catalogue),
    ...createAzure({ endpoint: azure.armUrl, credential, types: catalogue.types }),
    store: timed,
    journal: store.journal,
    readBy: store.readBy,
    queue: store.changes,
    respond: store.queue('respond'),
    rejected: store.rejected,
    eventHours: createEventHours(store.eventHours<HeardHours>(), systemClock),
    underway: new Coalescer(),
    scans: store.scans,
    records: openRecords((table) => store.records(table)),
    ownership: { phiTags: ['phi'], phiScopes: [], organizationTag: 'organization', organizations: {} },
    clock: systemClock,
    counters: createCounters(),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    marginSeconds: 60,
    subscriptions: [subscriptionId],
    managementGroups: [],
    random: Math.random,
  };
  const run = async (round: number): Promise<number> => {
    setSecureTransfer(azure, round % 2 === 0);
    const start = performance.now();
    await handleEvent(eventAt(round), ports, 20_000);
    return recordedAt - start;
  };
  return {
    run,
    /** Returns what one change reads, as the simulation saw it. */
    reads: async (): Promise<readonly string[]> => {
      await run(-100);
      await run(-99);
      azure.simulation.log.length = 0;
      await run(-98);
      return azure.simulation.log.map(({ path, apiVersion }) => `${path}?api-version=${String(apiVersion)}`);
    },
  };
}

/** The resource first, then at once whatever else the path reads; one partition; one transaction of two rows. */
async function barePath(azure: Azure, tableUrl: string, [first = '', ...others]: readonly string[]) {
  const { name, key } = azuriteAccount;
  const table = new TableClient(tableUrl, 'Current', new AzureNamedKeyCredential(name, key), {
    allowInsecureConnection: true,
  });
  const credential = await credentialOf(azure);
  const get = async (path: string): Promise<string> => {
    const { token } = await credential.getToken();
    const response = await fetch(`${azure.armUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return JSON.stringify(await response.json());
  };
  const filter = "PartitionKey eq 'bench'";
  return {
    run: async (round: number): Promise<number> => {
      const start = performance.now();
      await table.listEntities({ queryOptions: { filter } }).byPage().next();
      const body = await get(first);
      await Promise.all(others.map(get));
      await table.submitTransaction([
        ['upsert', { partitionKey: 'bench', rowKey: 'head', states0: body }, 'Replace'],
        ['upsert', { partitionKey: 'bench', rowKey: 'drift', sequence: round, states0: body }, 'Replace'],
      ]);
      return performance.now() - start;
    },
  };
}
