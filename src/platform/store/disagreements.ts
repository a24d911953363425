import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { escapeName, hash, subscriptionKeyOf } from './keys.ts';
import { readRow, readRows } from './read-rows.ts';
import { jsonProperty, schema } from './row.ts';
import type { ComparisonFigures, Disagreement, Disagreements } from './tenant-policy-types.ts';

const json = jsonProperty<Disagreement>('disagreement');

const agreementJson = jsonProperty<ComparisonFigures>('agreement');

const agreementRow = 'agreement';

/** Disagreements by subscription; rows of one resource lie together, and the last comparison beside them. */
export function createDisagreements(table: TableClient): Disagreements {
  async function* rows(filter: string): AsyncGenerator<Disagreement> {
    for await (const row of readRows(table, filter)) if (row.rowKey !== agreementRow) yield json.join(row);
  }
  return {
    async record(disagreement) {
      const { resourceId, policy } = disagreement;
      await table.upsertEntity(
        {
          partitionKey: escapeName(subscriptionKeyOf(resourceId)),
          rowKey: `${hash(resourceId)}|${hash(policy)}`,
          schema,
          resourceId,
          policy,
          ...json.split(disagreement),
        },
        'Replace',
      );
    },

    async of(resourceId) {
      const partition = escapeName(subscriptionKeyOf(resourceId));
      const [from, to] = [`${hash(resourceId)}|`, `${hash(resourceId)}}`];
      const found: Disagreement[] = [];
      const filter = odata`PartitionKey eq ${partition} and RowKey ge ${from} and RowKey lt ${to}`;
      for await (const each of rows(filter)) found.push(each);
      return found;
    },

    all: (subscriptionId) => rows(odata`PartitionKey eq ${escapeName(subscriptionId)}`),

    async agreement(subscriptionId) {
      const partitionKey = escapeName(subscriptionId);
      const row = await readRow(table, { partitionKey, rowKey: agreementRow });
      return row && agreementJson.join(row);
    },

    async setAgreement(agreement) {
      const partitionKey = escapeName(agreement.subscriptionId);
      await table.upsertEntity(
        { partitionKey, rowKey: agreementRow, schema, ...agreementJson.split(agreement) },
        'Replace',
      );
    },
  };
}
