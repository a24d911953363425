import { Client } from 'pg';
import type { FigureRow, OpenDatabase } from './types.ts';

/**
 * Opens a database of Azure Database for PostgreSQL, with an access token in the place of a password: it is sent over TLS alone, the
 * certificate verified. https://learn.microsoft.com/azure/postgresql/flexible-server/security-entra-configure
 */
export const openPostgresql: OpenDatabase = async (place, { signal, timeoutSeconds }) => {
  const milliseconds = Math.ceil(timeoutSeconds * 1000);
  const client = new Client({
    host: place.host,
    port: place.port ?? 5432,
    database: place.database,
    user: place.user,
    password: place.token,
    application_name: 'phiwatch',
    ssl: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    connectionTimeoutMillis: milliseconds,
    statement_timeout: milliseconds,
    query_timeout: milliseconds,
  });
  // A connection that breaks ends its query: that is heard there.
  client.on('error', () => undefined);
  const close = () => {
    client.end().catch(() => undefined);
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    await client.connect();
  } catch (error) {
    close();
    throw error;
  }
  return {
    async query(sql, most) {
      const { rows } = await client.query<FigureRow>(sql);
      return rows.slice(0, most);
    },
    close,
  };
};
