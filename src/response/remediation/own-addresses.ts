/** Names of storage accounts and vaults in addresses, connection strings and references; all in lower case. */

/** Services of a storage account, as they stand in host names: `NAME.blob.core.windows.net`, `NAME.z12.blob.storage.azure.net`. */
const services: ReadonlySet<string> = new Set(['blob', 'queue', 'table', 'file', 'dfs', 'web']);

/** The storage accounts that the value of a setting names. */
export function storageAccountsIn(setting: string, value: string): readonly string[] {
  if (/__accountName$/i.test(setting)) return [value.trim().toLowerCase()];
  const parts = value.split(';').map((part) => part.trim());
  const named = parts.flatMap((part) =>
    part.toLowerCase().startsWith('accountname=') ? [part.slice('accountname='.length).toLowerCase()] : [],
  );
  return [...new Set([...named, ...parts.flatMap(hostsIn).flatMap(accountOf)])];
}

/** The hosts of all https addresses in a text, and the names after `VaultName=` as hosts of a vault. */
export function hostsIn(text: string): readonly string[] {
  const addresses = text.split('https://').slice(1);
  const vaults = text.split(/VaultName=/i).slice(1);
  return [
    ...addresses.flatMap(leading),
    ...vaults.flatMap((rest) => leading(rest).map((name) => `${name}.vault`)),
  ];
}

/** The vault that a host is of: `NAME.vault.azure.net`, and its like in other clouds. */
export function vaultOf(host: string): readonly string[] {
  const [name = '', service] = host.split('.');
  return service === 'vault' ? [name] : [];
}

/** A secondary endpoint is of the same account. */
function accountOf(host: string): readonly string[] {
  const [name = '', ...rest] = host.split('.');
  return rest.slice(0, 2).some((label) => services.has(label)) ? [name.replace(/-secondary$/, '')] : [];
}

/** The beginning of a text, if it can be a host. */
function leading(text: string): readonly string[] {
  const end = text.search(/[/;),:"'\s?]/);
  const host = (end < 0 ? text : text.slice(0, end)).toLowerCase();
  return /^[a-z0-9][a-z0-9.-]*$/.test(host) ? [host] : [];
}
