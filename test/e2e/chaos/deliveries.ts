import { pick } from '../support/random.ts';

/** Sends things twice, out of order and late, at most so many at a time, until each was taken. */
export class Deliveries<T> {
  readonly #send: (item: T) => Promise<boolean>;
  readonly #random: () => number;
  readonly #kept: T[] = [];
  readonly #underWay = new Set<Promise<void>>();
  /** How often something was sent. */
  sent = 0;

  /** `send`: false where it was not taken. */
  constructor(send: (item: T) => Promise<boolean>, random: () => number) {
    this.#send = send;
    this.#random = random;
  }

  add(item: T): void {
    this.#kept.push(item);
  }

  /** Sends some of what is kept, whichever they are, while more than `keep` wait; holds the writer up where many are on their way. */
  async pump(keep: number, atOnce: number): Promise<void> {
    while (this.#kept.length > keep) {
      while (this.#underWay.size >= atOnce) await Promise.race(this.#underWay);
      const item = pick(this.#kept, this.#random);
      this.#kept.splice(this.#kept.indexOf(item), 1);
      const sending = this.#deliver(item).finally(() => this.#underWay.delete(sending));
      this.#underWay.add(sending);
    }
  }

  async end(atOnce: number): Promise<void> {
    while (this.#kept.length > 0 || this.#underWay.size > 0) {
      await this.pump(0, atOnce);
      await Promise.all(this.#underWay);
    }
  }

  async #deliver(item: T): Promise<void> {
    this.sent += 1;
    if (!(await this.#send(item))) this.#kept.push(item);
  }
}
