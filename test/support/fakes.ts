import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { DeadlinePorts } from '../../src/assurance/deadlines/index.ts';
import type { Drill } from '../../src/drills/model/index.ts';
import type { Incident } from '../../src/assurance/incidents/index.ts';
import type { PoisonPorts } from '../../src/assurance/poison-messages/index.ts';
import type { Clock } from '../../src/base/clock.ts';
import { Coalescer } from '../../src/base/coalescer.ts';
import type { Tabletop } from '../../src/drills/tabletops/index.ts';
import { mergeCandidates } from '../../src/model/candidates.ts';
import type { Candidate, Drift, DriftPlace } from '../../src/model/drift.ts';
import { resourceTypeOf } from '../../src/model/resource-id.ts';
import type { ResourceState } from '../../src/model/resource-state.ts';
import type { Resource } from '../../src/model/resource.ts';
import { cataloguePolicies } from '../../src/monitoring/evaluation/index.ts';
import { createEventHours } from '../../src/monitoring/event-streams/index.ts';
import type { HeardHours } from '../../src/monitoring/event-streams/index.ts';
import { handleBulkMessage } from '../../src/monitoring/bulk-work/index.ts';
import type { BulkPorts } from '../../src/monitoring/bulk-work/index.ts';
import { handleMessage } from '../../src/monitoring/ingestion/index.ts';
import type { Arrival } from '../../src/monitoring/ingestion/index.ts';
import type { RenewablePolicies } from '../../src/monitoring/tenant-policies/index.ts';
import type { AzureReader, ReadOutcome, RelatedOutcome } from '../../src/platform/azure/types.ts';
import type { StatesReader } from '../../src/platform/store/comparison-types.ts';
import { currentPartition, driftId } from '../../src/platform/store/keys.ts';
import type {
  ChangesQueue,
  Journal,
  PendingMark,
  ReadBy,
  Rejected,
  StateStore,
} from '../../src/platform/store/types.ts';
import { createCounters, createLog } from '../../src/platform/telemetry/index.ts';
import type { Catalogue, CataloguePolicy, ResourceType } from '../../src/rules/controls/types.ts';
import type {
  EvaluationContext,
  Policy,
  RelatedLookup,
  RelatedQuery,
  Verdict,
} from '../../src/rules/policy/types.ts';
import { memoryComparisons, memoryDisagreements } from './memory-comparisons.ts';
import { FakeActivityLog, FakeGraph, MemoryScans } from './fake-scans.ts';
import { MemoryItems } from './memory-items.ts';
import { MemoryPoisonMessages, MemoryPoisonQueue } from './memory-poison.ts';
import { MemoryRecords, memoryRecords } from './memory-records.ts';
import { memoryRows } from './memory-rows.ts';

/** A copy as a store would give it back: what JSON does not keep is lost. */
const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));
const key = (id: string): string => id.toLowerCase();

export const subscriptionId = '11111111-1111-4111-8111-111111111111';
export const subscription = `/subscriptions/${subscriptionId}`;
export const group = `${subscription}/resourceGroups/clinic`;
export const accountId = `${group}/providers/Microsoft.Storage/storageAccounts/imaging`;

/** Time that only a test moves. */
export class FakeClock implements Clock {
  #now: number;
  #timers: { at: number; resolve: () => void }[] = [];

  constructor(start = '2026-03-01T08:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  iso(offsetSeconds = 0): string {
    return new Date(this.#now + offsetSeconds * 1000).toISOString();
  }

  advance(seconds: number): void {
    this.#now += seconds * 1000;
    const due = this.#timers.filter(({ at }) => at <= this.#now);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { resolve } of due) resolve();
  }

  after(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#timers.push({ at: this.#now + milliseconds, resolve });
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }
}

/** Called around every step that reaches outside: before it takes effect and after. It may throw, or wait. */
export type Hook = (step: string) => void | Promise<void>;

/** Throws at the n-th step, as a crash would; counts on for ever. */
export class Crash {
  steps = 0;
  readonly #at: number;

  constructor(at = Infinity) {
    this.#at = at;
  }

  readonly hook: Hook = (step) => {
    this.steps += 1;
    if (this.steps === this.#at) throw new Error(`crash at step ${this.steps}: ${step}`);
  };
}

/** Current states with ETags, drifts beside them, a journal, and who read what, as Table Storage would keep them. */
export class MemoryStore implements StateStore, StatesReader, Journal, ReadBy {
  hook: Hook = () => undefined;
  commits = 0;
  readonly #current = new Map<string, { current: ResourceState; etag: string }>();
  readonly #pending = new Map<string, Map<string, Drift>>();
  readonly #marks = new Map<string, Omit<PendingMark, 'ageSeconds'> & { readonly at: number }>();
  #marked = 0;
  readonly #now: () => Date;
  readonly #journal = new Map<string, Drift>();
  readonly #late = new Map<string, Candidate[]>();
  readonly #readers = new Map<string, Map<string, string>>();

  /** @param now the clock of the store, by which marks are dated */
  constructor(now: () => Date) {
    this.#now = now;
  }

  async read(resourceId: string) {
    await this.hook('read head');
    const found = this.#current.get(key(resourceId));
    return found && copy({ ...found, pending: [...this.#beside(resourceId).values()] });
  }

  async commit(current: ResourceState, drifts: readonly Drift[], etag: string | undefined) {
    if (drifts.length > 90) throw new RangeError('more drifts than a transaction holds');
    const last = drifts.at(-1);
    if (last) await this.#mark(last);
    await this.hook('before commit');
    if (this.#current.get(key(current.resourceId))?.etag !== etag) return { kind: 'conflict' } as const;
    this.commits += 1;
    const next = `etag-${this.commits}`;
    this.#current.set(key(current.resourceId), { current: copy(current), etag: next });
    for (const drift of drifts) this.#beside(current.resourceId).set(drift.id, copy(drift));
    await this.hook('after commit');
    return { kind: 'committed', etag: next } as const;
  }

  async dispatch(drifts: readonly Drift[]) {
    await this.hook('before dispatch');
    for (const drift of drifts) {
      const written = this.#journal.get(drift.id);
      if (written && !isDeepStrictEqual(written, copy(drift)))
        throw new Error(`drift ${drift.id} was rewritten`);
      this.#journal.set(drift.id, copy(drift));
    }
    await this.hook('within dispatch');
    for (const drift of drifts) this.#beside(drift.resourceId).delete(drift.id);
    await this.hook('before marks are removed');
    // Only the mark of the last drift of each resource, as the tables have it.
    const last = new Map(drifts.map((drift) => [key(drift.resourceId), drift]));
    for (const { id } of last.values()) this.#marks.delete(id);
    await this.hook('after dispatch');
  }

  async find({ resourceId, sequence }: DriftPlace & Pick<Drift, 'resourceId'>) {
    await this.hook('find drift');
    const found = this.#journal.get(driftId(resourceId, sequence));
    return found && mergeCandidates(found, this.#late.get(found.id) ?? []);
  }

  async *undispatched() {
    await setImmediate();
    const marked = Map.groupBy(this.marks(), ({ resourceId }) => key(resourceId));
    for (const [id, marks] of marked) {
      const drifts = Array.from(this.#beside(id).values());
      await this.hook('look into a marked partition');
      yield { marks, drifts };
    }
  }

  async unmark(marks: readonly PendingMark[]) {
    await this.hook('unmark');
    for (const { resourceId, sequence, etag } of marks) {
      const id = driftId(resourceId, sequence);
      if (this.#marks.get(id)?.etag === etag) this.#marks.delete(id);
    }
  }

  async *searchUndispatched() {
    await setImmediate();
    for (const drifts of this.#pending.values()) yield* Array.from(drifts.values());
  }

  marks(): readonly PendingMark[] {
    const now = this.#now().getTime();
    return Array.from(this.#marks.values(), ({ at, ...mark }) => ({
      ...mark,
      ageSeconds: (now - at) / 1000,
    }));
  }

  async addCandidates(drifts: readonly DriftPlace[], resourceId: string, candidates: readonly Candidate[]) {
    await this.hook('add candidates');
    for (const { sequence } of drifts) {
      const id = driftId(resourceId, sequence);
      this.#late.set(id, [...(this.#late.get(id) ?? []), ...copy(candidates)]);
    }
  }

  async *list(scope: string) {
    await this.hook('list current');
    for (const { current } of this.#current.values()) {
      if (`${key(current.resourceId)}/`.startsWith(`${key(scope)}/`)) yield copy(current);
    }
  }

  async of(resourceId: string) {
    await this.hook('read known states');
    return copy(this.#current.get(key(resourceId))?.current);
  }

  async *from(scope: string, after = '') {
    await this.hook('list known states');
    const all = Array.from(this.#current.values(), ({ current }) => ({
      place: currentPartition(current.resourceId),
      current,
    }));
    for (const each of all.toSorted((a, b) => (a.place < b.place ? -1 : 1)))
      if (each.place > after && `${key(each.current.resourceId)}/`.startsWith(`${key(scope)}/`))
        yield copy(each);
  }

  async *since(_subscriptionIds: readonly string[], since: string) {
    await setImmediate();
    yield* this.journal().filter(({ recordedAt }) => recordedAt >= since);
  }

  async add(keys: readonly string[], readerId: string) {
    await this.hook('add readers');
    for (const each of keys) {
      const readers = this.#readers.get(each) ?? new Map<string, string>();
      this.#readers.set(each, readers.set(key(readerId), readerId));
    }
  }

  async readers(readKey: string) {
    await this.hook('look up readers');
    return [...(this.#readers.get(readKey)?.values() ?? [])];
  }

  current(resourceId: string): ResourceState | undefined {
    return this.#current.get(key(resourceId))?.current;
  }

  /** Dispatched drifts by resource and sequence, late candidates merged in. */
  journal(resourceId?: string): Drift[] {
    const drifts = [...this.#journal.values()].filter(
      (drift) => !resourceId || key(drift.resourceId) === key(resourceId),
    );
    return drifts
      .map((drift) => mergeCandidates(drift, this.#late.get(drift.id) ?? []))
      .toSorted((a, b) => a.resourceId.localeCompare(b.resourceId) || a.sequence - b.sequence);
  }

  async #mark({ resourceId, sequence }: Drift) {
    await this.hook('before mark');
    this.#marked += 1;
    const [at, etag] = [this.#now().getTime(), `mark-${this.#marked}`];
    this.#marks.set(driftId(resourceId, sequence), { resourceId, sequence, at, etag });
    await this.hook('after mark');
  }

  #beside(resourceId: string): Map<string, Drift> {
    const drifts = this.#pending.get(key(resourceId)) ?? new Map<string, Drift>();
    this.#pending.set(key(resourceId), drifts);
    return drifts;
  }
}

/** The queue `changes`, with delays by the fake clock. */
export class MemoryQueue implements ChangesQueue {
  hook: Hook = () => undefined;
  messages: { body: unknown; visibleAt: number; delaySeconds: number }[] = [];
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  async send(message: unknown, delaySeconds = 0) {
    await this.hook('before send');
    const visibleAt = this.#clock.now().getTime() + delaySeconds * 1000;
    this.messages.push({ body: copy(message), visibleAt, delaySeconds });
    await this.hook('after send');
  }

  async depth() {
    return Promise.resolve({ waiting: this.messages.length });
  }

  /** Takes the message that comes up next, waiting for it. */
  next(): unknown {
    const [first, ...rest] = this.messages.toSorted((a, b) => a.visibleAt - b.visibleAt);
    if (!first) return undefined;
    this.messages = rest;
    const wait = first.visibleAt - this.#clock.now().getTime();
    if (wait > 0) this.#clock.advance(wait / 1000);
    return first.body;
  }
}

export class MemoryRejected implements Rejected {
  readonly all: { event: unknown; reason: string }[] = [];

  async add(event: unknown, reason: string) {
    this.all.push(await Promise.resolve({ event, reason }));
  }

  async count() {
    return Promise.resolve(this.all.length);
  }
}

/** Azure as a script: what is there, what fails, and what a lagging replica still shows. */
export class FakeAzure implements AzureReader {
  hook: Hook = () => undefined;
  readonly resources = new Map<string, Resource>();
  reads: string[] = [];
  relatedReads: string[] = [];
  /** Seconds by which the server's clock differs from the app's. */
  skewSeconds = 0;
  /** Answers given instead, one after the other, by id or `type@under` in lower case. */
  readonly instead = new Map<string, (startedAt: string) => ReadOutcome | RelatedOutcome | undefined>();
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  put(resource: Resource & { id: string }): void {
    this.resources.set(key(resource.id), resource);
  }

  remove(id: string): void {
    this.resources.delete(key(id));
  }

  async get(resourceId: string, _since?: string): Promise<ReadOutcome> {
    this.reads.push(resourceId);
    const startedAt = this.#clock.iso(this.skewSeconds);
    const instead = this.instead.get(key(resourceId))?.(startedAt);
    const resource = this.resources.get(key(resourceId));
    await this.hook(`get ${resourceId}`);
    if (instead) return instead as ReadOutcome;
    return resource ? { kind: 'found', startedAt, resource: copy(resource) } : { kind: 'gone', startedAt };
  }

  async related(query: { type: string; under: string }): Promise<RelatedOutcome> {
    const asked = key(`${query.type}@${query.under}`);
    this.relatedReads.push(asked);
    const startedAt = this.#clock.iso(this.skewSeconds);
    await this.hook(`related ${asked}`);
    const instead = this.instead.get(asked)?.(startedAt);
    if (instead) return instead as RelatedOutcome;
    const resources = [...this.resources.values()].filter(
      ({ id, type }) => key(type) === key(query.type) && key(id ?? '').startsWith(`${key(query.under)}/`),
    );
    return { kind: 'found', startedAt, resources: copy(resources) };
  }
}

type Evaluate = (resource: Resource, context: EvaluationContext, related: RelatedLookup) => Verdict;

/** A policy of the catalogue, made by hand. */
export function policyOf(
  name: string,
  resourceTypes: readonly string[] | undefined,
  evaluate: Evaluate,
  more: Partial<Policy> = {},
): CataloguePolicy {
  const policy: Policy = {
    name,
    displayName: name,
    version: '1.0.0',
    mode: 'Indexed',
    effect: 'audit',
    metadata: {},
    resourceTypes: resourceTypes?.map(key),
    relatedTypes: [],
    needs: { resourceGroup: false, subscription: false },
    evaluate: (resource, context = {}, related = () => undefined) => evaluate(resource, context, related),
    decide: () => ({ effect: null }),
    plan: () => [],
    values: () => ({}),
    ...more,
  };
  return {
    name,
    title: `Title of ${name}`,
    severity: 'high',
    controls: ['164.312(e)(1)'],
    why: '',
    fix: '',
    version: policy.version,
    remediation: 'none',
    policy,
  };
}

/** A policy that wants one property to have one value. */
export function propertyPolicy(
  name: string,
  type: string,
  property: string,
  wanted: unknown,
  version = '1.0.0',
) {
  const path = `properties.${property}`;
  const valueIn = (resource: Resource) =>
    (resource['properties'] as Record<string, unknown> | undefined)?.[property];
  const evaluate: Evaluate = (resource) => {
    const actual = valueIn(resource);
    if (actual === wanted) return { state: 'Compliant', fields: [] };
    if (actual === 'not applicable') return { state: 'NotApplicable', reason: 'it says so', fields: [] };
    return { state: 'NonCompliant', fields: [{ path, actual, expected: JSON.stringify(wanted) }] };
  };
  return policyOf(name, [type], evaluate, { version, values: (resource) => ({ [path]: valueIn(resource) }) });
}

/** A policy of storage accounts: Compliant where a resource of another type exists under some scope. */
export function existencePolicy(name: string, type: string, under: string, scope: RelatedQuery['scope']) {
  return policyOf(
    name,
    ['Microsoft.Storage/storageAccounts'],
    (_resource, _context, lookup) => {
      const query = { type, under, scope } as const;
      const answer = lookup(query);
      if (!answer) return { state: 'Unknown', fields: [], pending: [query] };
      if ('unknown' in answer) return { state: 'Unknown', reason: answer.unknown, fields: [] };
      if (answer.resources.length > 0) return { state: 'Compliant', fields: [] };
      return { state: 'NonCompliant', fields: [{ path: type, actual: null, expected: 'to exist' }] };
    },
    { relatedTypes: [type] },
  );
}

const tracked = (type: string): ResourceType => ({
  type,
  apiVersion: '2024-01-01',
  kind: 'tracked',
  indexed: true,
});

export const types: readonly ResourceType[] = [
  tracked('Microsoft.Storage/storageAccounts'),
  { ...tracked('Microsoft.Storage/storageAccounts/blobServices'), kind: 'child', indexed: false },
  tracked('Microsoft.KeyVault/vaults'),
  { ...tracked('Microsoft.Insights/diagnosticSettings'), kind: 'extension', indexed: false },
  { ...tracked('Microsoft.Resources/subscriptions'), kind: 'container', indexed: false },
  { ...tracked('Microsoft.Resources/subscriptions/resourceGroups'), kind: 'container', indexed: false },
];

export function catalogueOf(policies: readonly CataloguePolicy[]): Catalogue {
  return {
    controls: [],
    policies,
    baaServices: {
      source: 'https://example.org',
      serviceOf: (type) =>
        type.startsWith('Microsoft.Storage/') ? { name: 'Azure Storage', inScope: true } : undefined,
    },
    types: new Map(types.map((type) => [key(type.type), type])),
    storeReasons: new Map(),
    definition: () => undefined,
    typesWithoutData: new Set(),
    guide: () => undefined,
    law: { asOf: '2026-11-01', comparedWith: 'a book', sections: {}, proposed: [] },
    policiesFor: (type) => policies.filter(({ policy }) => policy.resourceTypes?.includes(key(type)) ?? true),
    policy: (name) => policies.find((entry) => entry.name === name),
    control: () => undefined,
  };
}

export const secureTransfer = propertyPolicy(
  'secure-transfer',
  'Microsoft.Storage/storageAccounts',
  'supportsHttpsTrafficOnly',
  true,
);

/** A tenant that assigns no policies of its own. */
export const noTenant: Pick<RenewablePolicies, 'refresh' | 'assigned' | 'snapshot' | 'takeOver'> = {
  refresh: () => Promise.reject(new Error('no tenant is watched')),
  assigned: () => [],
  snapshot: () => undefined,
  takeOver: () => Promise.resolve(),
};

/** Everything that the path of a change works with, in memory. */
export function createWorld(policies: readonly CataloguePolicy[] = [secureTransfer]) {
  const clock = new FakeClock();
  const store = new MemoryStore(() => clock.now());
  const queue = new MemoryQueue(clock);
  const bulk = new MemoryQueue(clock);
  const respond = new MemoryQueue(clock);
  const wake = new MemoryQueue(clock);
  const poison = {
    changes: new MemoryPoisonQueue('changes', queue, clock),
    'changes-bulk': new MemoryPoisonQueue('changes-bulk', bulk, clock),
    respond: new MemoryPoisonQueue('respond', respond, clock),
    outbox: new MemoryPoisonQueue('outbox', wake, clock),
  };
  const poisonMessages = new MemoryPoisonMessages();
  const azure = new FakeAzure(clock);
  const rejected = new MemoryRejected();
  const graph = new FakeGraph(azure.resources, clock);
  const activityLog = new FakeActivityLog();
  const scans = new MemoryScans();
  const lines: string[] = [];
  const catalogue = catalogueOf(policies);
  const ports = {
    catalogue,
    policies: { ...cataloguePolicies(catalogue), ...noTenant },
    reader: azure,
    scanReader: azure,
    graph,
    activityLog,
    budgets: () => [],
    store,
    journal: store,
    readBy: store,
    knownStates: store,
    disagreements: memoryDisagreements(),
    comparisons: memoryComparisons(),
    insights: { statesOf: () => Promise.reject(new Error('Azure Policy is not asked here')) },
    now: () => clock.now(),
    queue,
    bulk,
    respond,
    wake,
    poisonQueues: Object.values(poison),
    poisonMessages,
    rejected,
    eventHours: createEventHours(memoryRows<HeardHours>(), clock),
    underway: new Coalescer<Arrival>(),
    scans,
    records: memoryRecords(),
    incidents: new MemoryRecords<Incident>(),
    drills: new MemoryItems<Drill>(),
    tabletops: new MemoryRecords<Tabletop>(),
    ownership: { phiTags: ['phi'], phiScopes: [], organizationTag: 'organization', organizations: {} },
    cloud: 'AzureCloud' as const,
    clock,
    log: createLog((_level, line) => lines.push(line)),
    counters: createCounters(),
    marginSeconds: 60,
    subscriptions: [subscriptionId],
    managementGroups: [] as string[],
    random: () => 0,
  } satisfies BulkPorts & DeadlinePorts & PoisonPorts;
  const crashAt = (crash: Crash) => {
    store.hook = crash.hook;
    queue.hook = crash.hook;
    bulk.hook = crash.hook;
    azure.hook = crash.hook;
    graph.hook = crash.hook;
    scans.hook = crash.hook;
  };
  return {
    clock,
    store,
    queue,
    bulk,
    respond,
    wake,
    poison,
    poisonMessages,
    azure,
    graph,
    activityLog,
    scans,
    rejected,
    ports,
    lines,
    crashAt,
  };
}

export type World = ReturnType<typeof createWorld>;

/** Lets the queues run until both are empty; what fails comes back, as a queue would have it. */
export async function drain({ queue, bulk, ports }: World, atMost = 1000): Promise<void> {
  for (let taken = 0; queue.messages.length + bulk.messages.length > 0; taken += 1) {
    if (taken === atMost) throw new Error(`the queues are not empty after ${atMost} messages`);
    if (queue.messages.length > 0) await handleMessage(queue.next(), ports, budget);
    else await handleBulkMessage(bulk.next(), ports, budget);
  }
}

/** What a drift says of what led to it. */
export function originOf(drift: Drift | undefined) {
  const { foundBy, scanId, eventTime, candidates } = drift ?? {};
  return { foundBy, scanId, eventTime, candidates };
}

/** All that an async iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Milliseconds that a delivery may take. */
export const budget = 20_000;

let events = 0;

/** An event of the resource manager, as Event Grid delivers it. */
export function eventOf(
  resourceUri: string,
  time: string,
  more: { operation?: string; type?: string; oid?: string; correlationId?: string; id?: string } = {},
) {
  events += 1;
  // Azure's own are GUIDs; events of one moment are in the order of their ids.
  const number = String(events).padStart(12, '0');
  const { type = 'Microsoft.Resources.ResourceWriteSuccess', oid } = more;
  return {
    id: more.id ?? `eeeeeeee-0000-4000-8000-${number}`,
    topic: subscription,
    subject: resourceUri,
    eventType: type,
    eventTime: time,
    dataVersion: '2',
    metadataVersion: '1',
    data: {
      resourceUri,
      operationName: more.operation ?? `${resourceTypeOf(resourceUri)}/write`,
      correlationId: more.correlationId ?? `cccccccc-0000-4000-8000-${number}`,
      ...(oid && { claims: { 'http://schemas.microsoft.com/identity/claims/objectidentifier': oid } }),
    },
  };
}

/** A storage account with secure transfer on or off. */
export function account(
  on: unknown,
  id = accountId,
  more: Record<string, unknown> = {},
): Resource & { id: string } {
  const properties = { provisioningState: 'Succeeded', supportsHttpsTrafficOnly: on, ...more };
  return { id, name: id.split('/').at(-1) ?? '', type: 'Microsoft.Storage/storageAccounts', properties };
}
