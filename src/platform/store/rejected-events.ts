import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { withoutMail } from '../../model/index.ts';
import { eventShape } from './event-shape.ts';
import { rejectedDay, rejectedKeys } from './keys.ts';
import { schema } from './row.ts';
import type { Rejected } from './types.ts';
import { valueDigest } from './value-digest.ts';

const longestText = 30_000;

const longestReason = 1_000;

const countedDays = 7;

interface RejectedOptions {
  readonly table: TableClient;
  readonly now: () => Date;
}

/** Events that could not be understood, by day: of each its reason and its shape. One that comes again is one row. */
export function createRejected({ table, now }: RejectedOptions): Rejected {
  return {
    async add(event, reason) {
      const value = typeof event === 'string' ? parsed(event) : event;
      const receivedAt = now();
      await table.upsertEntity(
        {
          ...rejectedKeys(receivedAt, valueDigest(value)),
          schema,
          reason: withoutMail(reason.slice(0, longestReason)),
          receivedAt: receivedAt.toISOString(),
          event: JSON.stringify(eventShape(value)).slice(0, longestText),
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

/** An event may come as its JSON; a text that is none is what was rejected. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
