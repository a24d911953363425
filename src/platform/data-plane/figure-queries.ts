import type { DatabaseKind } from './types.ts';

/** Tables of which a report is made. */
export const mostTables = 200;

/** The columns of an answer; no other is read. */
export const figureColumns = ['table_name', 'row_count', 'checksum', 'changed_at'] as const;

interface FigureQueries {
  /** Calls the procedure of the customer. */
  readonly procedure: string;
  /** Codes that say that there is none. */
  readonly missing: readonly string[];
  /** Counts rows by metadata that is exact. */
  readonly metadata?: string;
}

/**
 * Queries that have no parameters, and read no table of the customer. One row more than is taken shows that there are more.
 * The counts of `sys.dm_db_partition_stats` are kept with the data:
 * https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-partition-stats-transact-sql
 * PostgreSQL has no such counts, and is not asked for others. `pg_stat_user_tables.n_live_tup` is an estimate, and lost in a recovery, so that a
 * copy would seem to have no rows; `pg_class.reltuples` is that of the last ANALYZE, whatever became of the rows since.
 * https://www.postgresql.org/docs/current/monitoring-stats.html
 */
export const figureQueries: Readonly<Record<DatabaseKind, FigureQueries>> = {
  sql: {
    procedure: 'EXEC phiwatch.drill_figures',
    // https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors-2000-to-2999
    missing: ['2812'],
    metadata: `
SELECT TOP (${mostTables + 1}) CONCAT(s.name, N'.', t.name) AS table_name, SUM(p.row_count) AS row_count
FROM sys.tables AS t
JOIN sys.schemas AS s ON s.schema_id = t.schema_id
JOIN sys.dm_db_partition_stats AS p ON p.object_id = t.object_id AND p.index_id IN (0, 1)
WHERE t.is_ms_shipped = 0 AND s.name <> N'phiwatch'
GROUP BY s.name, t.name
ORDER BY s.name, t.name`,
  },
  postgresql: {
    procedure: `
SELECT left(table_name, 257) AS table_name, row_count, left(checksum, 65) AS checksum, changed_at
FROM phiwatch.drill_figures() ORDER BY table_name LIMIT ${mostTables + 1}`,
    // No function, and no schema: https://www.postgresql.org/docs/current/errcodes-appendix.html
    missing: ['42883', '3F000'],
  },
};
