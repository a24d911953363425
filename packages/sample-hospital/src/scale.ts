import { keyVault } from './key-vaults.ts';
import { networkSecurityGroup } from './network-security-groups.ts';
import type { Group, Resource } from './resource.ts';
import { sqlServer } from './sql.ts';
import { storageAccount } from './storage-account.ts';

/** A random number generator (mulberry32) that depends on its seed alone; each call gives a number in [0, 1). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One storage account, vault, server or security group with all that lies under it. */
function family(index: number, next: () => number): Resource[] {
  const group: Group = next() < 0.5 ? 'imaging' : 'clinical';
  const seldom = (): boolean => next() < 0.15;
  const kind = next();
  if (kind < 0.55)
    return storageAccount({
      group,
      name: `stscale${index}`,
      sku: next() < 0.5 ? 'Standard_LRS' : 'Standard_GZRS',
      encryptedBy: next() < 0.4 ? 'vault' : 'platform',
      privateEndpoint: next() < 0.3,
      logged: !seldom(),
      properties: {
        ...(seldom() ? { supportsHttpsTrafficOnly: false } : {}),
        ...(seldom() ? { minimumTlsVersion: next() < 0.5 ? 'TLS1_0' : undefined } : {}),
        ...(seldom() ? { allowBlobPublicAccess: next() < 0.5 ? true : undefined } : {}),
        ...(seldom() ? { allowSharedKeyAccess: undefined } : {}),
      },
      blobs: seldom() ? { isVersioningEnabled: undefined } : {},
    });
  if (kind < 0.7)
    return keyVault({
      group,
      name: `kv-scale-${index}`,
      privateEndpoint: next() < 0.4,
      logged: !seldom(),
      properties: seldom() ? { enablePurgeProtection: undefined } : {},
    });
  if (kind < 0.82)
    return sqlServer({
      group,
      name: `sql-scale-${index}`,
      entraOnly: !seldom(),
      audited: !seldom(),
      properties: seldom() ? { minimalTlsVersion: '1.0' } : {},
      databases: Array.from({ length: 1 + Math.floor(next() * 3) }, (_, number) => ({
        name: `db${number}`,
        longTerm: !seldom(),
        ...(seldom() ? { tde: 'Disabled' as const } : {}),
      })),
    });
  return networkSecurityGroup(group, `nsg-scale-${index}`, [
    { name: 'AllowHttps', source: 'Internet' },
    ...(seldom() ? [{ name: 'AllowRemote', source: '*', port: next() < 0.5 ? '3389' : '22' }] : []),
    { name: 'AllowInside', ports: ['443', String(1024 + Math.floor(next() * 40_000))] },
  ]);
}

/**
 * Exactly `count` varied resources for benchmarks, made as they are asked for: storage accounts with blob services,
 * vaults, SQL servers with databases, network security groups. The same count and seed give the same resources.
 */
export function* scale(count: number, seed = 1): Generator<Resource> {
  const next = random(seed);
  let left = count;
  for (let index = 0; left > 0; index++) {
    for (const resource of family(index, next)) {
      yield resource;
      if (--left === 0) return;
    }
  }
}
