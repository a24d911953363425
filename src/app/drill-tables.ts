import { rehearseRestore } from '../evidence/ledger/index.ts';
import type { LedgerPorts } from '../evidence/ledger/index.ts';
import type { DrillTables } from '../platform/azure/index.ts';
import { createStore, removeTables } from '../platform/store/index.ts';
import { describeError } from '../platform/telemetry/index.ts';

interface DrillTablesOptions extends Pick<LedgerPorts, 'ledger' | 'ledgerTexts'> {
  /** The identity of drills: it writes into the account of the drill group, and nowhere else. */
  readonly credential: Parameters<typeof createStore>[0]['credential'];
  readonly now: () => Date;
}

/** Restores phiwatch's own tables for a drill, from the ledger as its own identities read it. */
export function createDrillTables({ credential, now, ...ports }: DrillTablesOptions): DrillTables {
  return {
    async restore(account, prefix) {
      // Queues are not asked.
      const options = { tableServiceUri: account, queueServiceUri: account, credential, now };
      const target = createStore({ ...options, tablePrefix: prefix });
      try {
        await target.createTables();
        return { kind: 'restored', ...(await rehearseRestore(ports, target.keptRows)) };
      } catch (error) {
        return { kind: 'failed', why: describeError(error) };
      }
    },

    async remove(account, prefix) {
      try {
        await removeTables({ tableServiceUri: account, credential, tablePrefix: prefix });
        return { kind: 'done' };
      } catch (error) {
        return { kind: 'failed', why: describeError(error) };
      }
    },
  };
}
