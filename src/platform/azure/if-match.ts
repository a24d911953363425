/**
 * Types whose provider heeds If-Match on a PATCH and on a PUT, by its own reference. An ETag alone shows nothing: a provider that ignores
 * the header gives one as well.
 * - https://learn.microsoft.com/azure/aks/use-etags
 * - https://learn.microsoft.com/javascript/api/@azure/arm-privatedns/privatezonesupdateoptionalparams
 *
 * The references of storage accounts and blob services, SQL, PostgreSQL, Cosmos DB, disks, vaults and web apps have no such header;
 * that of data factories has it on a PUT alone.
 */
const heeding = new Set(['microsoft.containerservice/managedclusters', 'microsoft.network/privatednszones']);

/** Whether a write of a type is refused if somebody has changed the resource since it was read. */
export function heedsIfMatch(type: string): boolean {
  return heeding.has(type.toLowerCase());
}
