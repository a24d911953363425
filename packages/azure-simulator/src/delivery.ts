import { randomUUID } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { asCloudEvent, eventOf } from './events.ts';
import type { Change, Event, EventOptions, Topic } from './events.ts';
import { Gate } from './gate.ts';
import { shakeHands } from './handshake.ts';

/** A destination of events, and how badly they are delivered. */
export interface Subscription extends EventOptions {
  readonly name?: string | undefined;
  /** A webhook, or a storage queue that takes one event per message, base64 of its JSON. */
  readonly to: { readonly url: string } | { readonly send: (message: string) => Promise<void> };
  /** Time before the first attempt; each event waits up to `jitterMs` longer, which shuffles them. */
  readonly delayMs?: number | undefined;
  readonly jitterMs?: number | undefined;
  /** Share of the events that come twice, 0 to 1. */
  readonly duplicates?: number | undefined;
  /** Waits between attempts. Event Grid begins at 10 s and goes on for a day; here it is brisker by default. */
  readonly retryDelaysMs?: readonly number[] | undefined;
}

export interface Undelivered {
  readonly subscription: string;
  readonly event: Event;
  readonly reason: string;
}

interface Options {
  readonly tenantId: string;
  readonly now: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** In [0, 1); for jitter and duplicates. */
  readonly random?: () => number;
}

/** Attempts under way at the same time. */
const mostAtOnce = 40;
const defaultRetryDelays = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000];
/** Event Grid gives up at once on these. https://learn.microsoft.com/azure/event-grid/delivery-and-retry */
const final = new Set([400, 403, 413]);

/** Event Grid: validates webhooks, delivers at least once and in no order, tries again with back-off. */
export class Delivery {
  readonly undelivered: Undelivered[] = [];
  readonly #subscriptions: Subscription[] = [];
  readonly #stopped = new AbortController();
  readonly #gate = new Gate(mostAtOnce);
  readonly #pending = new Set<Promise<void>>();
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Subscribes after the validation handshake of the schema.
   * @throws Error where the webhook does not validate.
   */
  async subscribe(subscription: Subscription): Promise<void> {
    if ('url' in subscription.to) {
      const time = new Date(this.#options.now()).toISOString();
      await shakeHands(subscription.to.url, subscription.name ?? 'default', subscription.schema, time);
    }
    this.#subscriptions.push(subscription);
  }

  unsubscribeAll(): void {
    this.#subscriptions.length = 0;
  }

  /** Sets deliveries going; they are not awaited. */
  publish(change: Change): void {
    const id = randomUUID();
    for (const subscription of this.#subscriptions) {
      const event = eventOf(change, id, this.#options.tenantId, subscription);
      if (event) this.#send(subscription, event);
    }
  }

  /** The same with an event, in the schema of Event Grid, that reports no change of a resource. */
  enqueue(topic: Topic, event: Event): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.topic !== topic) continue;
      const cloud = subscription.schema === 'CloudEventSchemaV1_0';
      this.#send(subscription, cloud ? asCloudEvent(event) : event);
    }
  }

  #send(subscription: Subscription, event: Event): void {
    const copies = this.#random() < (subscription.duplicates ?? 0) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) this.#start(subscription, event);
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.idle();
  }

  #random(): number {
    return (this.#options.random ?? Math.random)();
  }

  #start(subscription: Subscription, event: Event): void {
    const delivery = this.#deliver(subscription, event).catch((error: unknown) => {
      if (!this.#stopped.signal.aborted) this.#giveUp(subscription, event, String(error));
    });
    this.#pending.add(delivery);
    void delivery.finally(() => this.#pending.delete(delivery));
  }

  #giveUp(subscription: Subscription, event: Event, reason: string): void {
    this.undelivered.push({ subscription: subscription.name ?? 'default', event, reason });
  }

  async #sleep(ms: number): Promise<void> {
    const { sleep = (time, signal) => sleepFor(time, undefined, { signal }) } = this.#options;
    if (ms > 0) await sleep(ms, this.#stopped.signal);
  }

  async #deliver(subscription: Subscription, event: Event): Promise<void> {
    const { delayMs = 0, jitterMs = 0, retryDelaysMs = defaultRetryDelays } = subscription;
    await this.#sleep(delayMs + jitterMs * this.#random());
    for (let attempt = 0; ; attempt++) {
      const failure = await this.#gate.run(() => this.#attempt(subscription, event, attempt));
      if (failure === undefined) return;
      const wait = failure.final ? undefined : retryDelaysMs[attempt];
      if (wait === undefined) return this.#giveUp(subscription, event, failure.reason);
      await this.#sleep(wait);
    }
  }

  /** Undefined: delivered. */
  async #attempt(
    { to, name = 'default', schema }: Subscription,
    event: Event,
    attempt: number,
  ): Promise<{ readonly reason: string; readonly final: boolean } | undefined> {
    try {
      if ('send' in to) {
        await to.send(Buffer.from(JSON.stringify(event)).toString('base64'));
        return undefined;
      }
      const cloud = schema === 'CloudEventSchemaV1_0';
      const response = await fetch(to.url, {
        method: 'POST',
        signal: AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(30_000)]),
        headers: {
          'Content-Type': cloud
            ? 'application/cloudevents+json; charset=utf-8'
            : 'application/json; charset=utf-8',
          'aeg-event-type': 'Notification',
          'aeg-subscription-name': name.toUpperCase(),
          'aeg-delivery-count': String(attempt),
          ...(cloud ? {} : { 'aeg-data-version': String(event['dataVersion']), 'aeg-metadata-version': '1' }),
        },
        body: JSON.stringify(cloud ? event : [event]),
      });
      await response.arrayBuffer();
      return response.ok
        ? undefined
        : { reason: `status ${response.status}`, final: final.has(response.status) };
    } catch (error) {
      if (this.#stopped.signal.aborted) throw error;
      return { reason: String(error), final: false };
    }
  }
}
