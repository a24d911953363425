import { odata } from '@azure/data-tables';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { responseKeys, responseRows, responseStepKeys, responseStepRows } from './response-keys.ts';
import { readRow, readRows } from './read-rows.ts';
import { isAlreadyThere, isChanged, isMissing } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import type { Row } from './row.ts';
import type { Versioned } from './scan-types.ts';

/** The fields of a response that the store needs to know; all others are the value's own. */
export interface ResponseLike {
  /** Id of the drift that it answers: `<hash of the resource id>-<sequence>`. */
  readonly id: string;
  readonly status: string;
}

/** One thing that happened to a response. Steps are only added. */
export interface StepLike {
  /** 1 for the first; without gaps. */
  readonly n: number;
}

/** Responses to drifts. Those of one resource lie together, each with its steps beside it. */
export interface Responses<T extends ResponseLike, S extends StepLike> {
  /** `taken`: that drift is answered already, and stays as it is. */
  claim(response: T, step: S): Promise<'claimed' | 'taken'>;
  read(id: string): Promise<Versioned<T> | undefined>;
  /** Replaces it and adds a step, in one transaction. `conflict`: somebody else was first; read it again. */
  save(response: T, step: S, etag: string): Promise<{ readonly etag: string } | 'conflict'>;
  /** Those of the resource of a response that are not closed. */
  openBeside(id: string): Promise<readonly Versioned<T>[]>;
  /** Oldest first. */
  steps(id: string): Promise<readonly S[]>;
}

/** Responses to drifts: a partition for each resource, in it a row for each response and one for each of its steps. */
export function createResponses<T extends ResponseLike, S extends StepLike>(
  table: TableClient,
): Responses<T, S> {
  const valueJson = jsonProperty<T>('response');
  const stepJson = jsonProperty<S>('step');

  const responseRow = (response: T): Row => ({
    ...responseKeys(response.id),
    schema,
    status: response.status,
    open: response.status !== 'closed',
    ...valueJson.split(response),
  });
  const stepRow = ({ id }: T, step: S): Row => ({
    ...responseStepKeys(id, step.n),
    schema,
    ...stepJson.split(step),
  });
  const submit = async (response: T, step: S, action: (row: Row) => TransactionAction) => {
    const rows = [responseRow(response), stepRow(response, step)] as const;
    requireSize(rows, `response ${response.id}`);
    return table.submitTransaction([action(rows[0]), ['create', rows[1]]]);
  };

  return {
    async claim(response, step) {
      try {
        await submit(response, step, (row) => ['create', row]);
        return 'claimed';
      } catch (error) {
        if (isAlreadyThere(error)) return 'taken';
        throw error;
      }
    },

    async read(id) {
      const row = await readRow(table, responseKeys(id));
      return row && { value: valueJson.join(row), etag: row.etag };
    },

    async save(response, step, etag) {
      try {
        const { subResponses } = await submit(response, step, (row) => ['update', row, 'Replace', { etag }]);
        const written = subResponses[0]?.etag;
        if (!written) throw new Error(`response ${response.id} was written without an ETag`);
        return { etag: written };
      } catch (error) {
        // A step that is there already was added by whoever replaced the response.
        if (isChanged(error) || isMissing(error) || isAlreadyThere(error)) return 'conflict';
        throw error;
      }
    },

    async openBeside(id) {
      const { partitionKey } = responseKeys(id);
      const { from, to } = responseRows;
      const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to} and open eq true`;
      const open = [];
      for await (const row of readRows(table, filter))
        open.push({ value: valueJson.join(row), etag: row.etag });
      return open;
    },

    async steps(id) {
      const { partitionKey } = responseKeys(id);
      const { from, to } = responseStepRows(id);
      const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to}`;
      const steps: S[] = [];
      for await (const row of readRows(table, filter)) steps.push(stepJson.join(row));
      return steps;
    },
  };
}
