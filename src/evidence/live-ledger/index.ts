/** The ledger where it lies, for whoever is signed in: the SDKs take long to load. */
import { asSignedIn } from '../../platform/azure-clients/index.ts';
import { createBlobs } from '../../platform/blobs/index.ts';
import { createStore } from '../../platform/store/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import { differencesOf, notRestored, restoreTables, verifyLedger } from '../ledger/index.ts';
import type { LedgerFinding, Restoration } from '../ledger/index.ts';

export { notRestored };

/** Addresses of the blobs of evidence and of the tables of the app. */
export interface LedgerAddresses {
  readonly blobs: string;
  readonly tables: string;
}

/** Verifies the ledger from its blobs, and the tables against it. Reads alone. */
export async function verifyLiveLedger(
  at: LedgerAddresses,
  heads: readonly LedgerPlace[] = [],
): Promise<LedgerFinding & { readonly differences: readonly string[] }> {
  const { ledger, store } = open(at);
  const finding = await verifyLedger({ ledger, rows: store.keptRows, ledgerTexts: store.ledgerTexts }, heads);
  return { ...finding, differences: differencesOf(finding) };
}

/** Writes what the ledger holds into the tables of another account, which are made where they are absent. */
export async function restoreLedger(at: LedgerAddresses, to: string): Promise<Restoration> {
  const { ledger, store } = open(at);
  const target = open({ ...at, tables: to }).store;
  await target.createTables();
  return restoreTables({ ledger, ledgerTexts: store.ledgerTexts }, target.keptRows);
}

function open({ blobs, tables }: LedgerAddresses) {
  const { credential } = asSignedIn(process.env);
  return {
    ledger: createBlobs({ blobServiceUri: blobs, container: 'ledger', credential }),
    // Queues are not asked.
    store: createStore({
      tableServiceUri: tables,
      queueServiceUri: tables,
      credential,
      now: () => new Date(),
    }),
  };
}
