import type { Resource } from '../../src/model/resource.ts';
import { policyStateCounts, policyStatesPage } from './fake-policy-states.ts';
import type { ActivityEntry, ActivityLog } from '../../src/platform/azure/activity-types.ts';
import type {
  AssignedPolicyIds,
  Attempt,
  AzureGraph,
  AzurePolicyState,
  GraphPage,
  ReadFailure,
  DetectedChange,
  RecordedChange,
} from '../../src/platform/azure/types.ts';
import type {
  ScanPart,
  ScanRecord,
  Scans,
  Unwatched,
  Versioned,
} from '../../src/platform/store/scan-types.ts';
import { firstParts } from '../../src/platform/store/scans.ts';
import type { FakeClock, Hook } from './fakes.ts';

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Scans with ETags, as Table Storage would keep them. */
export class MemoryScans implements Scans {
  hook: Hook = () => undefined;
  /** The number of parts that were returned by queries. */
  partsRead = 0;
  #writes = 0;
  #unwatched: Unwatched | undefined;
  readonly records = new Map<string, Versioned<ScanRecord>>();
  readonly #parts = new Map<string, Versioned<ScanPart>>();

  async begin(record: ScanRecord) {
    await this.addParts(firstParts(record));
    await this.hook('begin scan');
    if (!this.records.has(record.id)) this.records.set(record.id, this.#written(record));
  }

  async read(id: string) {
    await this.hook('read scan');
    return copy(this.records.get(id));
  }

  async *since(startedAt: string) {
    await this.hook('list scans');
    yield* copy([...this.records.values()].filter(({ value }) => value.startedAt >= startedAt));
  }

  async save(record: ScanRecord, etag: string) {
    await this.hook('save scan');
    if (this.records.get(record.id)?.etag !== etag) return 'conflict';
    const written = this.#written(record);
    this.records.set(record.id, written);
    return { etag: written.etag };
  }

  async addParts(parts: readonly ScanPart[]) {
    for (const part of parts) {
      await this.hook('add part');
      if (!this.#parts.has(keyOf(part))) this.#parts.set(keyOf(part), this.#written(part));
    }
  }

  async *parts(scanId: string) {
    yield* await this.#list((part) => part.scanId === scanId);
  }

  async *openParts(scanId: string, subscriptionId: string) {
    yield* await this.#list(
      (part) => part.scanId === scanId && part.subscriptionId === subscriptionId && part.status !== 'done',
    );
  }

  async #list(isWanted: (part: ScanPart) => boolean) {
    await this.hook('list parts');
    const found = [...this.#parts.values()].filter(({ value }) => isWanted(value));
    this.partsRead += found.length;
    return copy(found);
  }

  async savePart(part: ScanPart, etag: string) {
    await this.hook('before part');
    if (this.#parts.get(keyOf(part))?.etag !== etag) return 'conflict';
    const written = this.#written(part);
    this.#parts.set(keyOf(part), written);
    await this.hook('after part');
    return { etag: written.etag };
  }

  async unwatched() {
    return Promise.resolve(this.#unwatched);
  }

  async setUnwatched(unwatched: Unwatched) {
    this.#unwatched = await Promise.resolve(unwatched);
  }

  #written<T>(value: T): Versioned<T> {
    this.#writes += 1;
    return { value: copy(value), etag: `etag-${this.#writes}` };
  }
}

function keyOf({ scanId, subscriptionId, resourceGroup = '' }: ScanPart): string {
  return [scanId, subscriptionId, resourceGroup.toLowerCase()].join('|');
}

/** Resource Graph over what a fake Azure has: it may lag, be cut short, be refused, or show less. */
export class FakeGraph implements AzureGraph {
  hook: Hook = () => undefined;
  queries: string[] = [];
  pageSize = 1000;
  /** What it shows instead of the present, where it lags behind. */
  lagging: readonly Resource[] | undefined;
  /** Given instead of the answer to a query (`groups`, `resources G`, `subscriptions M`), as long as it is not undefined. */
  instead: (query: string) => GraphPage | undefined = () => undefined;
  hides: (resource: Resource) => boolean = () => false;
  /** Azure's policy states, or what comes instead of them. */
  states: () => readonly AzurePolicyState[] | ReadFailure = () => [];
  /** What `resourcechanges` holds, and what comes instead of it. */
  readonly changes: (RecordedChange & { readonly resourceId: string })[] = [];
  insteadOfChanges: ReadFailure | undefined;
  /** By management group. */
  readonly under = new Map<string, readonly string[]>();
  readonly #resources: ReadonlyMap<string, Resource>;
  readonly #clock: FakeClock;

  constructor(resources: ReadonlyMap<string, Resource>, clock: FakeClock) {
    this.#resources = resources;
    this.#clock = clock;
  }

  resourceGroups(subscriptionId: string) {
    const prefix = `/subscriptions/${subscriptionId}/resourcegroups/`.toLowerCase();
    const groups = new Map(
      this.#shown(prefix).map(({ id = '' }) => {
        const group = id.split('/').slice(0, 5).join('/');
        return [group.toLowerCase(), { id: group, type: 'Microsoft.Resources/subscriptions/resourceGroups' }];
      }),
    );
    return this.#pages('groups', [...groups.values()]);
  }

  resources(subscriptionId: string, resourceGroups: readonly string[]) {
    const names = new Set(resourceGroups.map((name) => name.toLowerCase()));
    const tracked = this.#shown(`/subscriptions/${subscriptionId}/resourcegroups/`).filter(
      (resource) =>
        names.has(resource.id?.split('/')[4]?.toLowerCase() ?? '') &&
        ('location' in resource || resource.id?.split('/').length === 9),
    );
    return this.#pages(`resources ${resourceGroups.join(' ')}`, tracked);
  }

  named(subscriptionIds: readonly string[], names: readonly string[], types: readonly string[]) {
    const lower = (texts: readonly string[]) => new Set(texts.map((text) => text.toLowerCase()));
    const [wanted, wantedTypes] = [lower(names), lower(types)];
    const found = subscriptionIds
      .flatMap((id) => this.#shown(`/subscriptions/${id}/`))
      .filter(({ id = '', type }) => {
        const segments = id.toLowerCase().split('/');
        return segments.length === 9 && wanted.has(segments[8] ?? '') && wantedTypes.has(type.toLowerCase());
      })
      .map(({ id = '', type }) => ({ id, type }));
    return this.#pages(`named ${names.join(' ')}`, found);
  }

  subscriptionsUnder(managementGroup: string) {
    const ids = this.under.get(managementGroup) ?? [];
    const subscriptions = ids.map((id) => ({
      id: `/subscriptions/${id}`,
      type: 'Microsoft.Resources/subscriptions',
    }));
    return this.#pages(`subscriptions ${managementGroup}`, subscriptions);
  }

  async policyStateCounts(_subscriptionId: string, next?: string) {
    this.queries.push('counts');
    await this.hook('graph counts');
    return policyStateCounts(this.states(), { next, pageSize: this.pageSize });
  }

  async policyStates(_subscriptionId: string, which: 'exceptions' | AssignedPolicyIds, next?: string) {
    this.queries.push(which === 'exceptions' ? 'exceptions' : `rows ${which.referenceId ?? ''}`);
    await this.hook('graph policy states');
    return policyStatesPage(this.states(), which, { next, pageSize: this.pageSize });
  }

  async changesOf(resourceId: string, from: string, to: string): Promise<Attempt<readonly RecordedChange[]>> {
    this.queries.push(`changes ${resourceId}`);
    await this.hook(`graph changes ${resourceId}`);
    if (this.insteadOfChanges) return this.insteadOfChanges;
    const value = this.changes.filter(
      (each) =>
        each.resourceId.toLowerCase() === resourceId.toLowerCase() &&
        each.detectedAt >= from &&
        each.detectedAt <= to,
    );
    return { kind: 'read', startedAt: this.#clock.iso(), value: copy(value) };
  }

  async changesIn(
    subscriptionId: string,
    from: string,
    to: string,
  ): Promise<Attempt<readonly DetectedChange[]>> {
    this.queries.push(`all changes ${subscriptionId}`);
    await this.hook(`graph all changes ${subscriptionId}`);
    const value = this.changes.filter(
      ({ resourceId, detectedAt }) =>
        resourceId.toLowerCase().startsWith(`/subscriptions/${subscriptionId}`) &&
        detectedAt >= from &&
        detectedAt <= to,
    );
    return { kind: 'read', startedAt: this.#clock.iso(), value: copy(value) };
  }

  #shown(prefix: string): readonly Resource[] {
    return (this.lagging ?? [...this.#resources.values()]).filter(
      (resource) => resource.id?.toLowerCase().startsWith(prefix) && !this.hides(resource),
    );
  }

  async *#pages(query: string, resources: readonly Resource[]): AsyncGenerator<GraphPage> {
    this.queries.push(query);
    await this.hook(`graph ${query}`);
    const startedAt = this.#clock.iso();
    const instead = this.instead(query);
    if (instead) {
      yield instead;
      return;
    }
    for (let start = 0; start === 0 || start < resources.length; start += this.pageSize) {
      const page = copy(resources.slice(start, start + this.pageSize));
      yield { kind: 'page', startedAt, resources: page, malformed: 0, truncated: false };
    }
  }
}

/** The Activity Log as entries by correlation id, or what comes instead of it. */
export class FakeActivityLog implements ActivityLog {
  readonly all: (ActivityEntry & { readonly correlationId: string })[] = [];
  instead: ReadFailure | undefined;

  async entries(_subscriptionId: string, correlationId: string, from: string, to: string) {
    if (this.instead) return Promise.resolve(this.instead);
    const value = this.all.filter(
      (each) => each.correlationId === correlationId && each.time >= from && each.time <= to,
    );
    return Promise.resolve({ kind: 'read', startedAt: to, value: copy(value) } as const);
  }
}
