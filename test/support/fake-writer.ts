import { ArmError, checkProvider } from '@phiwatch/azure-simulator';
import type { Resource } from '../../src/model/resource.ts';
import { heedsIfMatch } from '../../src/platform/azure/if-match.ts';
import type { OperationStanding } from '../../src/platform/azure/operation-types.ts';
import type { AzureWriter, Lock, WriteOutcome } from '../../src/platform/azure/types.ts';
import type { FakeAzure, Hook } from './fakes.ts';

/** Writes to a scripted Azure. */
export class FakeWriter implements AzureWriter {
  hook: Hook = () => undefined;
  /** What was done, in order. */
  readonly written: { id: string; method: string; body: unknown; correlationId: string }[] = [];
  /** Answers given instead, one after the other; nothing is done then. */
  readonly instead: WriteOutcome[] = [];
  locked: Lock[] = [];
  /** True: the provider heeds If-Match, whatever the type. */
  hasETags = false;
  /** Standings that an operation passes through; the last one stays. Set: what is written is accepted, and shows when it has succeeded. */
  standings: OperationStanding[] | undefined;
  /** Done when the operation has succeeded. */
  #pending: (() => void) | undefined;
  /** After each write. */
  after: (id: string) => void = () => undefined;
  readonly #azure: FakeAzure;
  #calls = 0;

  constructor(azure: FakeAzure) {
    this.#azure = azure;
  }

  async read(id: string) {
    const read = await this.#azure.get(id);
    const gives = read.kind === 'found' && (this.hasETags || heedsIfMatch(read.resource.type));
    return gives ? { ...read, etag: etagOf(read.resource) } : read;
  }

  async locks(scope: string) {
    const locks = this.locked.filter(({ id }) =>
      id.toLowerCase().startsWith(`${scope.toLowerCase()}/providers/microsoft.authorization/`),
    );
    return Promise.resolve({ kind: 'found' as const, locks });
  }

  async write({ id, method, body, ifMatch, correlationId }: Parameters<AzureWriter['write']>[0]) {
    await this.hook('before write');
    this.#calls += 1;
    const requestId = `request-${this.#calls}`;
    const instead = this.instead.shift();
    if (instead) return instead;
    const before = this.#azure.resources.get(id.toLowerCase());
    if (!before) return { kind: 'refused' as const, status: 404, why: 'HTTP 404' };
    if (ifMatch !== undefined && ifMatch !== etagOf(before))
      return { kind: 'changed' as const, status: 412, why: 'HTTP 412' };
    const refusal = this.#refusalOf(before, body);
    if (refusal) return { kind: 'refused' as const, ...refusal };
    const properties = { ...(before['properties'] as object), ...(body['properties'] as object) };
    const put = () => this.#azure.put({ ...before, id: before.id ?? id, properties });
    if (this.standings) {
      this.#pending = put;
      this.written.push({ id, method, body, correlationId });
      const operation = { kind: 'status', url: `https://azure/operations/${requestId}` } as const;
      return { kind: 'done' as const, status: 202, requestId, operation };
    }
    put();
    this.written.push({ id, method, body, correlationId });
    this.after(id);
    await this.hook('after write');
    return { kind: 'done' as const, status: 200, requestId };
  }

  /** Refuses what the simulated providers refuse. */
  #refusalOf(before: Resource, given: Readonly<Record<string, unknown>>) {
    const parent = this.#azure.resources.get(
      before.id?.toLowerCase().split('/').slice(0, -2).join('/') ?? '',
    );
    try {
      checkProvider({ type: before.type, before, given, parent });
      return undefined;
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      return { status: error.status, why: `HTTP ${error.status} ${error.code}: ${error.message}` };
    }
  }

  async follow(): Promise<OperationStanding> {
    const [standing = { kind: 'running' as const }, ...rest] = this.standings ?? [];
    if (rest.length > 0) this.standings = rest;
    if (standing.kind === 'succeeded') this.#pending?.();
    return Promise.resolve(standing);
  }
}

function etagOf(resource: Resource): string {
  return JSON.stringify(resource['properties']);
}
