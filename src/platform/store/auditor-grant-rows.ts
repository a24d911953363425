import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import type { AuditorGrant } from '../../model/index.ts';
import { auditorGrantKeys } from './keys.ts';
import { readRows } from './read-rows.ts';
import { insertOnce } from './row-writes.ts';
import { jsonProperty, schema } from './row.ts';
import type { AuditorGrants } from './types.ts';

type Revocation = Required<Pick<AuditorGrant, 'revokedBy' | 'revokedAt'>>;

const grantJson = jsonProperty<AuditorGrant>('grant');

const revocationJson = jsonProperty<Revocation>('revocation');

/** Keeps in a table who may act as Auditor, and when. */
export function createAuditorGrants(table: TableClient): AuditorGrants {
  return {
    add: (grant) =>
      insertOnce(table, { ...auditorGrantKeys(grant, false), schema, ...grantJson.split(grant) }),

    revoke: (grant, by) =>
      insertOnce(table, { ...auditorGrantKeys(grant, true), schema, ...revocationJson.split(by) }),

    async of(objectId) {
      const { partitionKey } = auditorGrantKeys({ objectId, id: '' }, false);
      const found: AuditorGrant[] = [];
      for await (const grant of grants(table, odata`PartitionKey eq ${partitionKey}`)) found.push(grant);
      return found;
    },

    all: () => grants(table),
  };
}

async function* grants(table: TableClient, filter?: string): AsyncGenerator<AuditorGrant> {
  let last: AuditorGrant | undefined;
  for await (const row of readRows(table, filter)) {
    if ('revocation0' in row) {
      if (last) yield { ...last, ...revocationJson.join(row) };
      last = undefined;
    } else {
      if (last) yield last;
      last = grantJson.join(row);
    }
  }
  if (last) yield last;
}
