import type {
  PoisonMessage,
  PoisonMessages,
  PoisonQueue,
  QueueName,
} from '../../src/platform/store/index.ts';
import type { FakeClock, MemoryQueue } from './fakes.ts';

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A poison queue whose messages are hidden by the fake clock. */
export class MemoryPoisonQueue implements PoisonQueue {
  readonly queue: QueueName;
  messages: { text: string; visibleAt: number }[] = [];
  readonly #back: MemoryQueue;
  readonly #clock: FakeClock;

  constructor(queue: QueueName, back: MemoryQueue, clock: FakeClock) {
    this.queue = queue;
    this.#back = back;
    this.#clock = clock;
  }

  /** Puts a message here as the host does. */
  add(body: unknown): void {
    const text = typeof body === 'string' ? body : Buffer.from(JSON.stringify(body)).toString('base64');
    this.messages.push({ text, visibleAt: 0 });
  }

  async depth() {
    return Promise.resolve(this.messages.length);
  }

  async *take() {
    const now = this.#clock.now().getTime();
    for (const message of this.messages.filter(({ visibleAt }) => visibleAt <= now)) {
      message.visibleAt = now + 60_000;
      const remove = async () => {
        this.messages = this.messages.filter((each) => each !== message);
        return Promise.resolve();
      };
      yield {
        text: message.text,
        requeue: async () => {
          await this.#back.send(JSON.parse(Buffer.from(message.text, 'base64').toString()));
          await remove();
        },
        hide: async (seconds: number) => {
          message.visibleAt = now + seconds * 1000;
          return Promise.resolve();
        },
        remove,
      };
    }
    await Promise.resolve();
  }
}

/** The table of poison messages. */
export class MemoryPoisonMessages implements PoisonMessages {
  readonly rows = new Map<string, { value: PoisonMessage; etag: string }>();
  #writes = 0;

  async read(queue: QueueName, hash: string) {
    const found = this.rows.get(`${queue}-${hash}`);
    return Promise.resolve(found && copy(found));
  }

  async put(message: PoisonMessage, etag: string | undefined) {
    await Promise.resolve();
    const key = `${message.queue}-${message.hash}`;
    if (this.rows.get(key)?.etag !== etag) return 'conflict' as const;
    this.#writes += 1;
    this.rows.set(key, { value: copy(message), etag: `etag-${this.#writes}` });
    return 'written' as const;
  }

  async *all() {
    await Promise.resolve();
    yield* copy([...this.rows.values()]);
  }

  async remove({ queue, hash }: Pick<PoisonMessage, 'queue' | 'hash'>) {
    this.rows.delete(`${queue}-${hash}`);
    return Promise.resolve();
  }
}
