import { randomUUID } from 'node:crypto';
import type { Plan, Wish } from './creation-plan.ts';
import { propertiesOf } from './merge.ts';
import type { Json } from './merge.ts';
import { planPostgresServer } from './restores/postgres-server.ts';
import { planDatabase } from './restores/sql-database.ts';

/** A type of which a PUT that makes one is answered 202. */
interface Creation {
  /** Refuses the wish as the provider does before it accepts it, or says what it comes to. */
  readonly plan: (wish: Wish) => Plan;
  /** Whether a read shows it, in a state that is not final, before it has come into being. */
  readonly isShown?: boolean;
  /** The body of the answer; absent: there is none. */
  readonly answer?: (wish: Wish) => Json;
}

/**
 * SQL databases: recording_databases_create_test.json of @azure/arm-sql has the answer of a PUT, word for word; it is not known whether a restore
 * names another operation. A read does not find the database before it is there: https://github.com/hashicorp/terraform-provider-azurerm/issues/9101.
 * PostgreSQL servers: 202 is the only success of `Servers_CreateOrUpdate` (2025-08-01), and `Provisioning` a state of a server. No state tells of
 * one that could not be made, so none is left.
 * Disks: a recorded PUT (api-version 2020-12-01) has the answer. It is not known whether a read finds a disk meanwhile.
 */
const creations: Readonly<Record<string, Creation>> = {
  'microsoft.sql/servers/databases': {
    plan: planDatabase,
    answer: ({ now }) => answerOf('CreateLogicalDatabase', now),
  },
  'microsoft.dbforpostgresql/flexibleservers': {
    plan: planPostgresServer,
    isShown: true,
    answer: ({ now }) => answerOf('UpsertServerManagementOperationV2', now),
  },
  'microsoft.compute/disks': { plan: planDisk, answer: acceptedDisk },
};

function answerOf(operation: string, now: number): Json {
  return { operation, startTime: new Date(now).toISOString() };
}

export function creationOf(type: string): Creation | undefined {
  return creations[type.toLowerCase()];
}

function planDisk({ given }: Wish): Plan {
  return {
    bodyAt: (time) => ({
      ...given,
      sku: given['sku'] ?? { name: 'Standard_LRS', tier: 'Standard' },
      properties: {
        encryption: { type: 'EncryptionAtRestWithPlatformKey' },
        // The defaults that a recorded GET of such a disk shows.
        networkAccessPolicy: 'AllowAll',
        publicNetworkAccess: 'Enabled',
        ...propertiesOf(given),
        timeCreated: new Date(time).toISOString(),
        provisioningState: 'Succeeded',
        diskState: 'Unattached',
        uniqueId: randomUUID(),
      },
    }),
  };
}

function acceptedDisk({ id, given }: Wish): Json {
  return {
    name: id.split('/').at(-1),
    ...given,
    properties: { ...propertiesOf(given), provisioningState: 'Updating', isArmResource: true },
  };
}
