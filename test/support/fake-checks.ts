import type { DenyingPolicy, PermissionSet, WriteChecks } from '../../src/platform/azure/write-checks.ts';

/** An Azure that lets every write through, unless a test says otherwise. */
export class FakeChecks implements WriteChecks {
  granted: readonly PermissionSet[] = [{ actions: ['*'], notActions: [] }];
  denying: readonly DenyingPolicy[] = [];
  clientId = 'writer';

  async permissions() {
    return this.#read(this.granted);
  }

  async denials() {
    return this.#read(this.denying);
  }

  async identity(): ReturnType<WriteChecks['identity']> {
    return this.#read({ clientId: this.clientId, objectId: `${this.clientId}-object` });
  }

  #read<T>(value: T) {
    return Promise.resolve({ kind: 'read' as const, startedAt: '', value });
  }
}
