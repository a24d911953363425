import type { AuditEntry, AuditorGrant } from '../../../src/model/index.ts';
import type { AuditorGrants, AuditTrail } from '../../../src/platform/store/index.ts';

/** The audit in memory; `broken`: it cannot be written. */
export class MemoryAudit implements AuditTrail {
  readonly entries: AuditEntry[] = [];
  broken = false;

  async add(entry: AuditEntry) {
    if (this.broken) throw new Error('the table does not answer');
    this.entries.push(await Promise.resolve(entry));
  }

  async *between(since: string, until = '9999') {
    const found = this.entries.filter(({ time }) => time >= since && time < until);
    yield* await Promise.resolve(found);
  }
}

export class MemoryAuditorGrants implements AuditorGrants {
  readonly grants = new Map<string, AuditorGrant>();

  async add(grant: AuditorGrant) {
    await Promise.resolve(this.grants.set(grant.id, grant));
  }

  async revoke(
    { id }: Pick<AuditorGrant, 'id'>,
    by: Required<Pick<AuditorGrant, 'revokedBy' | 'revokedAt'>>,
  ) {
    const grant = await Promise.resolve(this.grants.get(id));
    if (grant) this.grants.set(id, { ...by, ...grant });
  }

  of(objectId: string) {
    return Promise.resolve([...this.grants.values()].filter((grant) => grant.objectId === objectId));
  }

  async *all() {
    yield* await Promise.resolve(this.grants.values());
  }
}
