import { Connection, Request } from 'tedious';
import { figureColumns } from './figure-queries.ts';
import type { FigureRow, OpenDatabase } from './types.ts';

/** A value of a row as tedious gives it with `useColumnNames`. */
type Cells = Readonly<Record<string, { readonly value: unknown } | undefined>>;

/** Bytes of a text; a name that is cut is longer than names may be. */
const longestText = 2_048;

/**
 * Opens a database of Azure SQL with an access token. Encrypted, the certificate verified; nothing is tried twice, as the drill asks again.
 * https://tediousjs.github.io/tedious/api-connection.html
 */
export const openSql: OpenDatabase = async (
  { host, port = 1433, database, token },
  { signal, timeoutSeconds },
) => {
  const milliseconds = timeoutSeconds * 1000;
  const connection = new Connection({
    server: host,
    authentication: { type: 'azure-active-directory-access-token', options: { token } },
    options: {
      port,
      database,
      appName: 'phiwatch',
      encrypt: true,
      trustServerCertificate: false,
      cryptoCredentialsDetails: { minVersion: 'TLSv1.2' },
      connectTimeout: milliseconds,
      requestTimeout: milliseconds,
      cancelTimeout: 5_000,
      maxRetriesOnTransientErrors: 0,
      textsize: longestText,
      useColumnNames: true,
      useUTC: true,
    },
  });
  // The number of a refused login is in a message of its own.
  let number: number | undefined;
  connection.on('errorMessage', (message: { readonly number: number }) => {
    number = message.number;
  });
  // A connection that breaks ends its request: that is heard there.
  connection.on('error', () => undefined);
  let isAsking = false;
  let isOver = false;
  // tedious 20.3.9 throws where nobody can catch it if a connection is closed while an answer is read: the request is canceled first.
  const close = () => {
    isOver = true;
    if (isAsking) connection.cancel();
    else connection.close();
  };
  signal.addEventListener('abort', close, { once: true });
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => {
      if (error) reject(number === undefined ? error : Object.assign(error, { number }));
      else resolve();
    });
  });
  return {
    query: (sql, most) =>
      new Promise((resolve, reject) => {
        const rows: FigureRow[] = [];
        const request = new Request(sql, (error) => {
          isAsking = false;
          if (isOver) connection.close();
          if (error) reject(error);
          else resolve(rows);
        });
        request.on('row', (cells: Cells) => {
          if (rows.length === most) return;
          rows.push(rowOf(cells));
          if (rows.length < most) return;
          resolve(rows);
          // The others are not waited for.
          connection.cancel();
        });
        isAsking = true;
        connection.execSqlBatch(request);
      }),

    close,
  };
};

function rowOf(cells: Cells): FigureRow {
  return Object.fromEntries(figureColumns.map((name) => [name, cells[name]?.value]));
}
