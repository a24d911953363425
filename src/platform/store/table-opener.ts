import { isTokenCredential } from '@azure/core-auth';
import type { NamedKeyCredential, TokenCredential } from '@azure/core-auth';
import { AzureNamedKeyCredential, TableClient } from '@azure/data-tables';
import type { TableName } from './table-names.ts';

/** The tables of an account. */
export interface TablesOptions {
  /** `https://ACCOUNT.table.core.windows.net` */
  readonly tableServiceUri: string;
  /** An account key (`{name, key}`) serves where no identity is at hand; only with one may the address be http. */
  readonly credential: TokenCredential | NamedKeyCredential;
  /** The begin of the names of all tables; absent: they have none. */
  readonly tablePrefix?: string;
}

/** Opens tables by their names. */
export function tableOpener({
  tableServiceUri: uri,
  credential,
  tablePrefix = '',
}: TablesOptions): (name: TableName) => TableClient {
  if (isTokenCredential(credential))
    return (name) => new TableClient(uri, `${tablePrefix}${name}`, credential);
  const named = new AzureNamedKeyCredential(credential.name, credential.key);
  const options = { allowInsecureConnection: uri.startsWith('http:') };
  return (name) => new TableClient(uri, `${tablePrefix}${name}`, named, options);
}
