import type {
  ChannelState,
  Outbox,
  OutboxBatch,
  OutboxMessage,
  SentMessage,
  Waiting,
} from '../../src/platform/store/outbox-types.ts';
import type { ResponseLike, Responses, StepLike } from '../../src/platform/store/response-tables.ts';
import type { Versioned } from '../../src/platform/store/scan-types.ts';
import type { Schedule, ScheduleEntry } from '../../src/platform/store/schedule.ts';
import type {
  WriteCheck,
  WriteEnd,
  WriteIntent,
  WriteOperation,
  WriteLease,
  WritePlace,
  WriteRecord,
  Writes,
} from '../../src/platform/store/write-types.ts';
import type { Hook } from './fakes.ts';

const copy = <T>(value: T): T => structuredClone(value);

/** Responses with ETags, as Table Storage would keep them. */
export class MemoryResponses<T extends ResponseLike, S extends StepLike> implements Responses<T, S> {
  hook: Hook = () => undefined;
  readonly kept = new Map<string, Versioned<T>>();
  readonly stepsOf = new Map<string, S[]>();
  #writes = 0;

  async claim(response: T, step: S) {
    await this.hook('before claim');
    if (this.kept.has(response.id)) return 'taken';
    this.#put(response, step);
    await this.hook('after claim');
    return 'claimed';
  }

  async read(id: string) {
    await this.hook('read response');
    return copy(this.kept.get(id));
  }

  async save(response: T, step: S, etag: string) {
    await this.hook('before response');
    if (this.kept.get(response.id)?.etag !== etag) return 'conflict';
    const written = this.#put(response, step);
    await this.hook('after response');
    return { etag: written };
  }

  async openBeside(id: string) {
    await this.hook('open beside');
    const [resource] = id.split('-');
    return copy(
      [...this.kept.values()].filter(
        ({ value }) => value.id.startsWith(`${resource}-`) && value.status !== 'closed',
      ),
    );
  }

  async steps(id: string) {
    return Promise.resolve(copy(this.stepsOf.get(id) ?? []));
  }

  #put(response: T, step: S): string {
    this.#writes += 1;
    const etag = `e${this.#writes}`;
    this.kept.set(response.id, { value: copy(response), etag });
    this.stepsOf.set(response.id, [...(this.stepsOf.get(response.id) ?? []), copy(step)]);
    return etag;
  }
}

export class MemoryDue implements Schedule {
  hook: Hook = () => undefined;
  readonly #entries = new Map<string, ScheduleEntry>();

  get entries(): readonly ScheduleEntry[] {
    return [...this.#entries.values()].toSorted((one, other) => (one.at < other.at ? -1 : 1));
  }

  async add({ id, at }: ScheduleEntry) {
    await this.hook('add due');
    this.#entries.set(`${at}|${id}`, { id, at });
  }

  async remove({ id, at }: ScheduleEntry) {
    await this.hook('remove due');
    this.#entries.delete(`${at}|${id}`);
  }

  async *until(at?: string) {
    await this.hook('read due');
    yield* this.entries.filter((each) => at === undefined || each.at <= at);
  }
}

export class MemoryOutbox implements Outbox {
  hook: Hook = () => undefined;
  readonly added: OutboxMessage[] = [];
  readonly #known = new Set<string>();
  readonly #left = new Map<string, SentMessage>();
  readonly #waiting = new Map<string, Waiting & { readonly channel: string }>();
  readonly #batches = new Map<string, OutboxBatch & { readonly channel: string }>();
  readonly #channels = new Map<string, Versioned<ChannelState>>();
  #writes = 0;

  async add(message: OutboxMessage) {
    await this.hook('before add');
    const known = `${message.channel}|${message.id}`;
    if (!this.#known.has(known)) {
      this.#known.add(known);
      this.added.push(copy(message));
      const key = `${message.notBefore}|${message.id}`;
      this.#waiting.set(`${message.channel}|${key}`, {
        key,
        message: copy(message),
        channel: message.channel,
      });
    }
    await this.hook('after add');
  }

  async waiting(channel: string, now: string) {
    await this.hook('read waiting');
    return [...this.#waiting.values()]
      .filter((each) => each.channel === channel && each.message.notBefore <= now)
      .map(({ key, message }) => ({ key, message: copy(message) }))
      .toSorted((one, other) => (one.message.createdAt < other.message.createdAt ? -1 : 1));
  }

  async batches(channel: string) {
    return Promise.resolve(
      [...this.#batches.values()]
        .filter((each) => each.channel === channel)
        .map(({ channel: _lane, ...batch }) => copy(batch)),
    );
  }

  async putBatch(channel: string, batch: OutboxBatch) {
    await this.hook('before batch');
    this.#batches.set(`${channel}|${batch.id}`, { ...copy(batch), channel });
    await this.hook('after batch');
  }

  async sent(channel: string, batch: OutboxBatch, messages: readonly Waiting[], sentAt: string) {
    await this.hook('before sent');
    for (const { key, message } of messages) {
      this.#left.set(`${channel}|${message.id}`, { message, sentAt, batch: batch.id });
      await this.hook('within sent');
      this.#waiting.delete(`${channel}|${key}`);
    }
    this.#batches.delete(`${channel}|${batch.id}`);
    await this.hook('after sent');
  }

  async *sentSince(channel: string, since: string) {
    yield* await Promise.resolve(
      this.left().filter(({ message, sentAt }) => message.channel === channel && sentAt >= since),
    );
  }

  left(): readonly SentMessage[] {
    return [...this.#left.values()];
  }

  async channel(channel: string) {
    await this.hook('read channel');
    return copy(this.#channels.get(channel));
  }

  async putChannel(channel: string, state: ChannelState, etag: string | undefined) {
    await this.hook('before channel');
    if (this.#channels.get(channel)?.etag !== etag) return 'conflict';
    this.#writes += 1;
    const written = `l${this.#writes}`;
    this.#channels.set(channel, { value: copy(state), etag: written });
    return { etag: written };
  }
}

/** The journal of writes, as Table Storage would keep it. */
export class MemoryWrites implements Writes {
  hook: Hook = () => undefined;
  readonly records: WriteRecord[] = [];
  readonly #leases = new Map<string, WriteLease>();
  readonly #places = new Map<string, Versioned<readonly WritePlace[]>>();
  #etags = 0;

  async lease(resourceId: string, owner: string, now: string, until: string) {
    await this.hook('before lease');
    const held = this.#leases.get(resourceId);
    if (held && held.until > now) return { heldUntil: held.until };
    return this.#put({ resourceId, owner, token: (held?.token ?? 0) + 1, until });
  }

  async release(lease: WriteLease) {
    await this.hook('before release');
    if (this.#leases.get(lease.resourceId)?.etag === lease.etag)
      this.#put({ ...lease, until: '1970-01-01T00:00:00.000Z' });
  }

  async begin(intent: WriteIntent, lease: WriteLease) {
    await this.hook('before begin');
    if (this.#leases.get(lease.resourceId)?.etag !== lease.etag) return 'lost';
    if (this.#find(intent)) return 'taken';
    this.records.push({ intent: copy(intent) });
    const held = this.#put(lease);
    await this.hook('after begin');
    return held;
  }

  async operation(intent: WriteIntent, operation: WriteOperation) {
    await this.hook('before operation');
    this.#set(intent, (record) => ({ operation, ...record }));
    await this.hook('after operation');
  }

  async end(intent: WriteIntent, end: WriteEnd) {
    await this.hook('before end');
    this.#set(intent, (record) => ({ end, ...record }));
    await this.hook('after end');
  }

  async check(intent: WriteIntent, check: WriteCheck) {
    await this.hook('before check');
    this.#set(intent, (record) => ({ check, ...record }));
    await this.hook('after check');
  }

  async of(resourceId: string) {
    await this.hook('read writes');
    return copy(this.records.filter(({ intent }) => intent.resourceId === resourceId));
  }

  async places(subscriptionId: string) {
    await this.hook('read places');
    return copy(this.#places.get(subscriptionId.toLowerCase()));
  }

  async putPlaces(subscriptionId: string, value: readonly WritePlace[], etag: string | undefined) {
    await this.hook('before places');
    const key = subscriptionId.toLowerCase();
    if (this.#places.get(key)?.etag !== etag) return 'conflict';
    this.#etags += 1;
    const written = `p${this.#etags}`;
    this.#places.set(key, { value: copy(value), etag: written });
    await this.hook('after places');
    return { etag: written };
  }

  #find({ decision, attempt }: WriteIntent): number | undefined {
    const found = this.records.findIndex(
      ({ intent }) => intent.decision === decision && intent.attempt === attempt,
    );
    return found < 0 ? undefined : found;
  }

  #set(intent: WriteIntent, change: (record: WriteRecord) => WriteRecord): void {
    const index = this.#find(intent);
    const record = index === undefined ? undefined : this.records[index];
    if (index === undefined || !record) throw new Error('there is no such intent');
    this.records[index] = change(record);
  }

  #put(lease: Omit<WriteLease, 'etag'>): WriteLease {
    this.#etags += 1;
    const written = { ...lease, etag: `w${this.#etags}` };
    this.#leases.set(lease.resourceId, written);
    return written;
  }
}
