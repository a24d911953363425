import { Undecidable } from './policy-error.ts';

/** Why each value that stands in for an unreadable one cannot be read. */
const REASONS = new WeakMap<object, string>();

/**
 * Stands in for an object or an array that was there and cannot be read: a rule that looks at it, or into it, is Unknown with
 * this reason. As a member of an array it is one that equals no text, which it was.
 */
export function unreadable(reason: string): object {
  const refuse = (): never => {
    throw new Undecidable(reason);
  };
  const value = new Proxy(Object.freeze({}), {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
  });
  REASONS.set(value, reason);
  return value;
}

/** Why a value cannot be read; undefined: it can. */
export function whyUnreadable(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? REASONS.get(value) : undefined;
}

/** The value as it is. @throws Undecidable where it cannot be read */
export function readable(value: unknown): unknown {
  const why = whyUnreadable(value);
  if (why !== undefined) throw new Undecidable(why);
  return value;
}
