import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ArmError } from './errors.ts';

/** The course that operations take from now on; the first that matches holds. */
const courseSchema = z.object({
  /** A regular expression on the id of the resource, compared without case; absent: all. */
  idPattern: z
    .string()
    .transform((pattern) => new RegExp(pattern, 'i'))
    .optional(),
  seconds: z.number().nonnegative(),
  /** The error with which it ends; absent: it succeeds. */
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  /** The status with which it ends where it fails. */
  ends: z.enum(['Failed', 'Canceled']).default('Failed'),
  /** The headers that the answer has. */
  headers: z.enum(['both', 'Location', 'none']).default('both'),
  /** Seconds, for the header Retry-After. */
  retryAfter: z.number().nonnegative().default(15),
});

export type Course = z.input<typeof courseSchema>;
type ParsedCourse = z.output<typeof courseSchema>;

export interface LongOperation {
  readonly id: string;
  readonly resourceId: string;
  readonly course: ParsedCourse;
  readonly startedAt: number;
  readonly endsAt: number;
  /** Region of the provider that carries it out. */
  readonly location: string;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled';
  /** Further things that its status tells. */
  properties?: Readonly<Record<string, unknown>>;
  /** With which it ended. */
  error?: { readonly code: string; readonly message: string };
}

/** The effects of the end of an operation. */
interface Effects {
  readonly commit: (operation: LongOperation) => void;
  readonly fail?: (operation: LongOperation) => void;
}

interface Pending extends Effects {
  readonly operation: LongOperation;
}

/** The operations that providers carry out in the background. */
export class LongOperations {
  readonly #now: () => number;
  readonly #settleMs: number;
  readonly #courses: ParsedCourse[] = [];
  readonly #known = new Map<string, LongOperation>();
  #pending: Pending[] = [];

  /** @param settleMs the time that an operation takes where nothing is arranged */
  constructor(now: () => number, settleMs: number) {
    this.#now = now;
    this.#settleMs = settleMs;
  }

  arrange(course: Course): void {
    this.#courses.unshift(courseSchema.parse(course));
  }

  /** Whether an operation on the resource has not ended. */
  isRunning(resourceId: string): boolean {
    const id = resourceId.toLowerCase();
    return this.#pending.some(({ operation }) => operation.resourceId.toLowerCase() === id);
  }

  /** Whether an operation on a child of the type that lies directly under the resource has not ended: `databases` of a server. */
  isRunningUnder(resourceId: string, children: string): boolean {
    const prefix = `${resourceId}/${children}/`.toLowerCase();
    return this.#pending.some(({ operation }) => {
      const id = operation.resourceId.toLowerCase();
      return id.startsWith(prefix) && !id.slice(prefix.length).includes('/');
    });
  }

  begin(resourceId: string, effects: Effects, location = 'eastus2'): LongOperation {
    const course =
      this.#courses.find(({ idPattern }) => !idPattern || idPattern.test(resourceId)) ??
      courseSchema.parse({
        seconds: this.#settleMs / 1000,
        retryAfter: Math.min(15, Math.ceil(this.#settleMs / 1000)),
      });
    const startedAt = this.#now();
    const operation: LongOperation = {
      id: randomUUID(),
      resourceId,
      course,
      startedAt,
      endsAt: startedAt + course.seconds * 1000,
      location,
      status: 'InProgress',
    };
    this.#known.set(operation.id, operation);
    this.#pending.push({ operation, ...effects });
    const timer = setTimeout(() => this.advance(), course.seconds * 1000);
    timer.unref();
    this.advance();
    return operation;
  }

  /** Ends what is due, in order. */
  advance(): void {
    if (this.#pending.length === 0) return;
    const now = this.#now();
    const due = this.#pending.filter(({ operation }) => operation.endsAt <= now);
    this.#pending = this.#pending.filter(({ operation }) => operation.endsAt > now);
    for (const { operation, commit, fail } of due.toSorted(
      (a, b) => a.operation.endsAt - b.operation.endsAt,
    )) {
      const { failure, ends } = operation.course;
      try {
        operation.status = failure ? ends : 'Succeeded';
        if (failure) operation.error = failure;
        if (failure) fail?.(operation);
        else commit(operation);
      } catch (error) {
        // What was accepted can no longer be done: the resource may be gone.
        if (!(error instanceof ArmError)) throw error;
        operation.status = 'Failed';
        operation.error = { code: error.code, message: error.message };
      }
    }
  }

  get(id: string): LongOperation | undefined {
    return this.#known.get(id);
  }

  /** Forgets an operation, as providers do some time after its end. */
  forget(id: string): void {
    this.#known.delete(id);
  }
}
