import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { DatabaseChecks, DatabaseFigures } from '../azure/index.ts';
import { isHostBelow } from './data-planes.ts';
import type { DataPlane } from './data-planes.ts';
import { codesOf, describeError } from './error-codes.ts';
import { figureQueries, mostTables } from './figure-queries.ts';
import { figuresOf } from './table-figures.ts';
import { untilAborted } from './time-limit.ts';
import type { DatabaseConnection, DatabaseKind, DatabasePlace, OpenDatabase } from './types.ts';

interface DatabaseChecksOptions {
  /** The credential of the identity of drills. */
  readonly credential: TokenCredential;
  readonly scopes: Pick<DataPlane['scopes'], DatabaseKind>;
  readonly hosts: Pick<DataPlane['hosts'], DatabaseKind>;
  /** The name of the identity of drills, as `pgaadauth_create_principal` was given it; absent: PostgreSQL is not asked. */
  readonly postgresqlUser?: string;
  /** Time for one database: token, connection and answer. */
  readonly timeoutSeconds?: number;
  readonly open?: Readonly<Record<DatabaseKind, OpenDatabase>>;
}

/** The drivers, each loaded with the first database of its kind. */
const drivers: Readonly<Record<DatabaseKind, OpenDatabase>> = {
  async sql(place, limits) {
    const { openSql } = await import('./sql-driver.ts');
    return openSql(place, limits);
  },
  async postgresql(place, limits) {
    const { openPostgresql } = await import('./postgresql-driver.ts');
    return openPostgresql(place, limits);
  },
};

/**
 * Asks databases for figures by one procedure of the customer, `phiwatch.drill_figures` (infra/sql): the identity may execute that and read
 * nothing. Without it rows are counted by metadata, where that is exact.
 */
export function createDatabaseChecks(options: DatabaseChecksOptions): DatabaseChecks {
  const { credential, scopes, hosts, postgresqlUser = '', timeoutSeconds = 30, open = drivers } = options;

  const ask = async (
    kind: DatabaseKind,
    place: Pick<DatabasePlace, 'host' | 'database'>,
    signal: AbortSignal,
  ): Promise<DatabaseFigures> => {
    const token = await tokenFrom(credential, scopes[kind], signal);
    if ('why' in token) return { kind: 'failed', why: token.why };
    const full = { ...place, token: token.token, user: postgresqlUser };
    const connection = await open[kind](full, { signal, timeoutSeconds });
    try {
      return await figuresFrom(kind, connection);
    } finally {
      connection.close();
    }
  };

  return {
    async figures(kind, host, database) {
      if (!isHostBelow(hosts[kind], host))
        return { kind: 'failed', why: 'its host is none of the service in this cloud' };
      if (kind === 'postgresql' && postgresqlUser === '')
        return { kind: 'failed', why: 'the name of the identity in PostgreSQL is not set' };
      const signal = AbortSignal.timeout(timeoutSeconds * 1000);
      try {
        return await untilAborted(signal, ask(kind, { host, database }, signal));
      } catch (error) {
        const why = signal.aborted ? `no answer in ${timeoutSeconds} s` : describeError(error);
        return { kind: 'failed', why };
      }
    },
  };
}

async function tokenFrom(
  credential: TokenCredential,
  scope: string,
  abortSignal: AbortSignal,
): Promise<Pick<AccessToken, 'token'> | { readonly why: string }> {
  try {
    const token = await credential.getToken(scope, { abortSignal });
    return token ?? { why: 'no token' };
  } catch (error) {
    return { why: `no token (${describeError(error)})` };
  }
}

async function figuresFrom(kind: DatabaseKind, connection: DatabaseConnection): Promise<DatabaseFigures> {
  const { procedure, missing, metadata } = figureQueries[kind];
  try {
    return figuresOf('procedure', await connection.query(procedure, mostTables + 1));
  } catch (error) {
    if (!codesOf(error).some((code) => missing.includes(code))) throw error;
    const none = `phiwatch.drill_figures is not installed (${describeError(error)})`;
    return metadata === undefined
      ? { kind: 'failed', why: none }
      : countedByMetadata(metadata, connection, none);
  }
}

async function countedByMetadata(
  metadata: string,
  connection: DatabaseConnection,
  none: string,
): Promise<DatabaseFigures> {
  try {
    return figuresOf('metadata', await connection.query(metadata, mostTables + 1));
  } catch (error) {
    return { kind: 'failed', why: `${none}, and its metadata cannot be read (${describeError(error)})` };
  }
}
