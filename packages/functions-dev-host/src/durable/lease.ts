/**
 * Sees to it that one host at a time works on the orchestrations of a store. A host that has ended is followed at once; one that still
 * runs but does not renew, after a while by nobody's clock but the waiting host's own.
 */
import { odata, type TableClient } from '@azure/data-tables';
import { isAlreadyThere, isChanged, isMissing } from './table-errors.ts';

const keys = { partitionKey: 'lease', rowKey: 'lease' };
/** Real milliseconds without a renewal after which a host counts as gone. */
const silentMilliseconds = 15_000;

export interface HubLease {
  /** Whether it is ours now: taken, or renewed. */
  hold(): Promise<boolean>;
}

/** @param elapsed real milliseconds, of a clock that nobody moves */
export function createHubLease(table: TableClient, id: string, elapsed: () => number): HubLease {
  let seen: { readonly etag: string; readonly at: number } | undefined;
  let beats = 0;

  const write = async (etag: string | undefined): Promise<boolean> => {
    beats += 1;
    const row = { ...keys, owner: id, pid: process.pid, beats };
    try {
      if (etag === undefined) await table.createEntity(row);
      else await table.updateEntity(row, 'Replace', { etag });
      return true;
    } catch (error) {
      if (isAlreadyThere(error) || isChanged(error) || isMissing(error)) return false;
      throw error;
    }
  };

  return {
    async hold() {
      const filter = odata`PartitionKey eq ${keys.partitionKey}`;
      for await (const { etag, owner, pid } of table.listEntities<{ owner: string; pid: number }>({
        queryOptions: { filter },
      })) {
        if (owner === id) return write(etag);
        if (seen?.etag !== etag) seen = { etag, at: elapsed() };
        const silent = elapsed() - seen.at > silentMilliseconds;
        return silent || !isRunning(pid) ? write(etag) : false;
      }
      return write(undefined);
    },
  };
}

/** All hosts of a local run are processes of this machine. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
