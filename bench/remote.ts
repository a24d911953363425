/** Parts of a store in another process, by messages: what they hold does not count as memory of the one that calls them. */
export interface Call {
  readonly call: number;
  readonly part: string;
  readonly method: string;
  readonly values: readonly unknown[];
}

export interface Reply {
  readonly reply: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Items of an async iterable that travel at once, as a page of Table Storage. */
const pageSize = 1_000;
const iterators = 'iterators';

/** Answers calls by the parts that are here. */
export function answering(parts: Readonly<Record<string, object>>): (call: Call) => Promise<Reply> {
  const open = new Map<number, AsyncIterator<unknown>>();
  const next = async (id: number): Promise<readonly unknown[]> => {
    const items: unknown[] = [];
    while (items.length < pageSize) {
      const { done, value } = (await open.get(id)?.next()) ?? { done: true, value: undefined };
      if (done) break;
      items.push(value);
    }
    if (items.length < pageSize) open.delete(id);
    return items;
  };
  return async ({ call, part, method, values }) => {
    try {
      if (part === iterators) return { reply: call, value: await next(values[0] as number) };
      const own = parts[part] as Record<string, (...values: readonly unknown[]) => unknown> | undefined;
      const given = await own?.[method]?.(...values);
      if (!isIterable(given)) return { reply: call, value: given };
      open.set(call, given[Symbol.asyncIterator]());
      return { reply: call, value: call };
    } catch (error) {
      return { reply: call, error: String(error) };
    }
  };
}

/** Calls parts that are in another process. */
export class Remote {
  #calls = 0;
  readonly #open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #send: (call: Call) => void;

  constructor(send: (call: Call) => void) {
    this.#send = send;
  }

  /** `iterables`: methods of the part that give async iterables; all others are asynchronous. */
  part<T extends object>(name: string, iterables: readonly (keyof T & string)[]): T {
    const methodOf = (_target: T, method: string | symbol) => {
      if (typeof method !== 'string' || method === 'then') return undefined;
      const gives = (iterables as readonly string[]).includes(method);
      return (...values: readonly unknown[]) =>
        gives ? this.#iterate(name, method, values) : this.#ask(name, method, values);
    };
    return new Proxy({} as T, { get: methodOf });
  }

  replied({ reply, value, error }: Reply): void {
    const waiting = this.#open.get(reply);
    this.#open.delete(reply);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }

  #ask(part: string, method: string, values: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#calls += 1;
      this.#open.set(this.#calls, { resolve, reject });
      this.#send({ call: this.#calls, part, method, values });
    });
  }

  async *#iterate(part: string, method: string, values: readonly unknown[]): AsyncGenerator {
    const iterator = await this.#ask(part, method, values);
    for (;;) {
      const page = (await this.#ask(iterators, 'next', [iterator])) as readonly unknown[];
      yield* page;
      if (page.length < pageSize) return;
    }
  }
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
