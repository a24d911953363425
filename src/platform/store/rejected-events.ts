import type { TableClient } from '@azure/data-tables';
import { odata } from '@azure/data-tables';
import { rejectedDay, rejectedKeys } from './keys.ts';
import { redactEvent } from './redact-event.ts';
import { schema } from './row.ts';
import type { Rejected } from './types.ts';

const longestText = 30_000;

const countedDays = 7;

export interface RejectedOptions {
  readonly table: TableClient;
  readonly now: () => Date;
}

/** Events that could not be understood, by day, without the names of people. One that comes again is one row. */
export function createRejected({ table, now }: RejectedOptions): Rejected {
  return {
    async add(event, reason) {
      const text = redactEvent(event, longestText);
      const receivedAt = now();
      await table.upsertEntity(
        {
          ...rejectedKeys(receivedAt, text),
          schema,
          reason: redactEvent(reason, 1_000),
          receivedAt: receivedAt.toISOString(),
          event: text,
        },
        'Replace',
      );
    },

    /** Those of the last 7 days. */
    async count() {
      const first = rejectedDay(new Date(now().getTime() - countedDays * 24 * 3600 * 1000));
      const queryOptions = { filter: odata`PartitionKey ge ${first}`, select: ['PartitionKey'] };
      let count = 0;
      for await (const page of table.listEntities({ queryOptions }).byPage()) count += page.length;
      return count;
    },
  };
}
