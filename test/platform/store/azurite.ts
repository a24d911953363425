import type { NamedKeyCredential } from '@azure/core-auth';
import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { beforeAll } from 'vitest';
import { azuriteAccount, startAzurite } from '../../../dev/azurite.ts';
import type { Azurite, AzuriteAddresses } from '../../../dev/azurite.ts';
import { createStore } from '../../../src/platform/store/create-store.ts';
import type { Store } from '../../../src/platform/store/create-store.ts';

export interface TestStore {
  /** The account of the tables, as a store takes it. */
  readonly tables: { readonly tableServiceUri: string; readonly credential: NamedKeyCredential };
  readonly store: Store;
  /** What lies in a table or queue, past the store. */
  table(name: string): TableClient;
  queue(name: string): QueueClient;
  /** Sets the store's clock. */
  setNow(time: string): void;
}

/** Each use of a store has one of its own; `npm run mutate` uses the stores of a file many times. */
const accounts = Array.from({ length: 500 }, (_, n) => `store${n}`);
let unused = [...accounts];
let shared: Promise<Azurite> | undefined;

/** One Azurite for all files of a worker, which ends with it. */
async function emptyAccount(): Promise<AzuriteAddresses & { readonly name: string }> {
  if (unused.length === 0) {
    await (await shared)?.stop();
    [shared, unused] = [undefined, [...accounts]];
  }
  const name = unused.pop()!;
  shared ??= startAzurite({ accounts });
  return { name, ...(await shared).account(name) };
}

/** An empty store for the tests of a file. Its members are there once the tests run. */
export function useStore(): TestStore {
  let account: Awaited<ReturnType<typeof emptyAccount>>;
  let store: Store;
  let now = new Date('2026-03-01T12:00:00Z');
  beforeAll(async () => {
    account = await emptyAccount();
    store = createStore({
      tableServiceUri: account.tableUrl,
      queueServiceUri: account.queueUrl,
      credential: { name: account.name, key: azuriteAccount.key },
      now: () => now,
    });
    await store.create();
  });
  return {
    get tables() {
      return {
        tableServiceUri: account.tableUrl,
        credential: { name: account.name, key: azuriteAccount.key },
      };
    },
    get store() {
      return store;
    },
    table: (name) =>
      new TableClient(account.tableUrl, name, new AzureNamedKeyCredential(account.name, azuriteAccount.key), {
        allowInsecureConnection: true,
      }),
    queue: (name) => new QueueClient(account.connectionString, name),
    setNow: (time) => {
      now = new Date(time);
    },
  };
}
