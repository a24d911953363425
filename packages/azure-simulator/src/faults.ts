import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const match = z.object({
  method: z.string().optional(),
  /** A regular expression on the path, compared without case. */
  idPattern: z
    .string()
    .transform((pattern) => new RegExp(pattern, 'i'))
    .optional(),
});

/** A trouble to make, on requests to Azure Resource Manager or to the managed identity endpoint. */
const faultSchema = z.object({
  match: match.optional(),
  /** Answers this status instead; `code` and `message` in the body. */
  status: z.number().int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  /** Seconds, for the header Retry-After. */
  retryAfter: z.number().optional(),
  /** For how many requests; absent: until the fault is removed. */
  times: z.number().int().positive().optional(),
  /** Lets so many matching requests pass first. */
  after: z.number().int().nonnegative().optional(),
  delayMs: z.number().nonnegative().optional(),
  /** Breaks the connection. */
  reset: z.boolean().optional(),
  /** Does what is asked, and breaks the connection instead of answering. */
  lost: z.boolean().optional(),
  /** Answers 200 with half a JSON text. */
  malformed: z.boolean().optional(),
  /** So many reads answer the version before the newest (404 after a create, the old one after a delete). */
  staleReads: z.number().int().positive().optional(),
  /** Reads answer what was there so many milliseconds ago. */
  lagMs: z.number().positive().optional(),
});

export type Fault = z.input<typeof faultSchema>;
export type ParsedFault = z.output<typeof faultSchema>;
/** The requests that are meant; absent members match all. */
export type Match = z.input<typeof match>;
type ParsedMatch = z.output<typeof match>;

interface ActiveFault {
  readonly id: string;
  readonly fault: ParsedFault;
  skip: number;
  left: number;
}

interface Hold {
  readonly id: string;
  readonly match: ParsedMatch;
  waiting: number;
  readonly released: Promise<void>;
  readonly release: () => void;
}

function matches({ method, idPattern }: ParsedMatch, requestMethod: string, path: string): boolean {
  if (method && method.toUpperCase() !== requestMethod) return false;
  return !idPattern || idPattern.test(path);
}

/** Faults and holds that are in force. */
export class Faults {
  #faults: ActiveFault[] = [];
  #holds: Hold[] = [];

  /** Returns the id of the fault. */
  add(fault: Fault): string {
    const parsed = faultSchema.parse(fault);
    const left = parsed.times ?? parsed.staleReads ?? Infinity;
    const active = { id: randomUUID(), fault: parsed, skip: parsed.after ?? 0, left };
    this.#faults.push(active);
    return active.id;
  }

  /** Removes a fault, or all of them. */
  clear(id?: string): void {
    this.#faults = id === undefined ? [] : this.#faults.filter((each) => each.id !== id);
  }

  list(): readonly { readonly id: string; readonly left: number }[] {
    return this.#faults.map(({ id, left }) => ({ id, left }));
  }

  /** The fault that strikes this request, which is counted. Stale reads strike GETs alone. */
  next(method: string, path: string): ParsedFault | undefined {
    for (const active of this.#faults) {
      const { fault } = active;
      const stale = fault.staleReads !== undefined || fault.lagMs !== undefined;
      if (active.left <= 0 || !matches(fault.match ?? {}, method, path) || (stale && method !== 'GET'))
        continue;
      if (active.skip-- > 0) continue;
      active.left--;
      return fault;
    }
    return undefined;
  }

  /** Holds matching GETs from now on until they are released. Returns the id of the hold. */
  hold(given: Match = {}): string {
    const { promise, resolve } = Promise.withResolvers<void>();
    const hold = {
      id: randomUUID(),
      match: match.parse(given),
      waiting: 0,
      released: promise,
      release: resolve,
    };
    this.#holds.push(hold);
    return hold.id;
  }

  holds(): readonly { readonly id: string; readonly waiting: number }[] {
    return this.#holds.map(({ id, waiting }) => ({ id, waiting }));
  }

  /** Lets go what a hold, or every hold, keeps. */
  release(id?: string): void {
    for (const hold of this.#holds) if (id === undefined || hold.id === id) hold.release();
    this.#holds = id === undefined ? [] : this.#holds.filter((hold) => hold.id !== id);
  }

  async pass(method: string, path: string): Promise<void> {
    const hold = method === 'GET' ? this.#holds.find((each) => matches(each.match, method, path)) : undefined;
    if (!hold) return;
    hold.waiting++;
    await hold.released;
    hold.waiting--;
  }
}
