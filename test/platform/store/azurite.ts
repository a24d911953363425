import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { afterAll, beforeAll } from 'vitest';
import { azuriteAccount, startAzurite } from '../../../dev/azurite.ts';
import type { Azurite } from '../../../dev/azurite.ts';
import { createStore } from '../../../src/platform/store/create-store.ts';
import type { Store } from '../../../src/platform/store/create-store.ts';

export interface TestStore {
  readonly store: Store;
  /** What lies in a table or queue, past the store. */
  table(name: string): TableClient;
  queue(name: string): QueueClient;
  /** Sets the store's clock. */
  setNow(time: string): void;
}

/** One Azurite for the tests of a file. Its members are there once the tests run. */
export function useStore(): TestStore {
  let azurite: Azurite;
  let store: Store;
  let now = new Date('2026-03-01T12:00:00Z');
  beforeAll(async () => {
    azurite = await startAzurite();
    store = createStore({
      tableServiceUri: azurite.tableUrl,
      queueServiceUri: azurite.queueUrl,
      credential: azuriteAccount,
      now: () => now,
    });
    await store.create();
  });
  afterAll(() => azurite.stop());
  return {
    get store() {
      return store;
    },
    table: (name) =>
      new TableClient(
        azurite.tableUrl,
        name,
        new AzureNamedKeyCredential(azuriteAccount.name, azuriteAccount.key),
        {
          allowInsecureConnection: true,
        },
      ),
    queue: (name) => new QueueClient(azurite.connectionString, name),
    setNow: (time) => {
      now = new Date(time);
    },
  };
}
