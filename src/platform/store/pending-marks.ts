import type { TableClient } from '@azure/data-tables';
import { hash, padded } from './keys.ts';
import type { RowKeys } from './keys.ts';
import { mostAtOnce } from './read-rows.ts';
import { isChanged, isMissing } from './row-writes.ts';
import { requireSchema, schema } from './row.ts';
import type { Stored } from './row.ts';
import { deleteAll } from './transactions.ts';
import type { PendingMark } from './types.ts';

/** A commit, by its resource and the sequence of its last drift. */
type Committed = Pick<PendingMark, 'resourceId' | 'sequence'>;

/** The marks of one resource. */
type MarksOfResource = readonly [PendingMark, ...PendingMark[]];

/** The marks in `Pending`: each says that a commit has, or may have, left drifts beside the current state of its resource. */
export interface PendingMarks {
  /** Marks a commit that is about to be made. A mark that is there already is renewed. */
  add(commit: Committed): Promise<void>;
  /** Removes the marks of commits whose drifts have been dispatched. One that is gone already is no trouble. */
  remove(commits: readonly Committed[]): Promise<void>;
  /** Removes a mark unless it was renewed since it was read. */
  removeUnchanged(mark: PendingMark): Promise<void>;
  /** All marks, those of each resource together. */
  byResource(): AsyncIterable<MarksOfResource>;
}

/** Keeps the marks in 16 partitions, by the first digit of the hash of the resource's id. */
export function createPendingMarks(table: TableClient): PendingMarks {
  return {
    async add({ resourceId, sequence }) {
      const row = { ...markKeys({ resourceId, sequence }), schema, resourceId, sequence };
      await table.upsertEntity(row, 'Replace');
    },

    remove: (commits) => deleteAll(table, commits.map(markKeys)),

    async removeUnchanged({ etag, ...commit }) {
      const { partitionKey, rowKey } = markKeys(commit);
      try {
        await table.deleteEntity(partitionKey, rowKey, { etag });
      } catch (error) {
        if (!isChanged(error) && !isMissing(error)) throw error;
      }
    },

    async *byResource() {
      let own: [PendingMark, ...PendingMark[]] | undefined;
      for await (const mark of marksIn(table)) {
        if (own && hash(own[0].resourceId) === hash(mark.resourceId)) {
          own.push(mark);
          continue;
        }
        if (own) yield own;
        own = [mark];
      }
      if (own) yield own;
    },
  };
}

/** Reads all marks, in the order of their keys. The answer says by its Date header what time it is for the service, which dates rows. */
async function* marksIn(table: TableClient): AsyncGenerator<PendingMark> {
  let now = Number.NaN;
  const pages = table
    .listEntities<Stored>({ onResponse: ({ headers }) => void (now = Date.parse(headers.get('date') ?? '')) })
    .byPage({ maxPageSize: mostAtOnce });
  for await (const page of pages)
    for (const row of page) {
      requireSchema(row);
      yield {
        resourceId: String(row['resourceId']),
        sequence: Number(row['sequence']),
        ageSeconds: (now - Date.parse(String(row['timestamp']))) / 1000,
        etag: row.etag,
      };
    }
}

/** Place of a mark in `Pending`. A sequence is committed once, so no two commits that took effect share a mark. */
function markKeys({ resourceId, sequence }: Committed): RowKeys {
  const name = hash(resourceId);
  return { partitionKey: name.slice(0, 1), rowKey: `${name}|${padded(sequence)}` };
}
