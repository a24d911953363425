import { Undecidable } from './policy-error.ts';

/** Why a value that PowerShell has turned to text says nothing. */
export const CUT_OFF = 'cut off by ConvertTo-Json; export with -Depth 100';

interface Unreadable {
  readonly reason: string;
  /** The text that stands in its place. */
  readonly text?: string;
}

/** The facts that are known of each value that stands in for an unreadable one. */
const KNOWN = new WeakMap<object, Unreadable>();

/**
 * Stands in for an object or an array that was there and cannot be read: a rule that looks at it, or into it, is Unknown with
 * this reason.
 * @param text what stands in its place: as a member of an array of texts it is that
 */
export function unreadable(reason: string, text?: string): object {
  const refuse = (): never => {
    throw new Undecidable(reason);
  };
  const value = new Proxy(Object.freeze({}), {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
  });
  KNOWN.set(value, { reason, ...(text !== undefined && { text }) });
  return value;
}

/** Why a value cannot be read; undefined: it can. */
export function whyUnreadable(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null ? KNOWN.get(value)?.reason : undefined;
}

/** A member of an array where texts may stand. @throws Undecidable where nothing stands in its place */
export function readableMember(value: unknown): unknown {
  const text = typeof value === 'object' && value !== null ? KNOWN.get(value)?.text : undefined;
  return text ?? readable(value);
}

/** The value as it is. @throws Undecidable where it cannot be read */
export function readable(value: unknown): unknown {
  const why = whyUnreadable(value);
  if (why !== undefined) throw new Undecidable(why);
  return value;
}

/**
 * Whether a text is what ConvertTo-Json writes in place of an object or an array that lies deeper than its -Depth: `@{name=value}`,
 * or the name of its .NET type. A string of a workflow, `@{variables('x')}`, is not.
 */
export function isCutOff(text: string): boolean {
  if (text.startsWith('@{'))
    return text.endsWith('}') && (text === '@{}' || /^@\{[^=(){}'"]{1,200}=/.test(text));
  return (
    /^System\.(?:[A-Za-z0-9]{1,40}\[\]|Collections\.|Management\.Automation\.PS)/.test(text) ||
    /^Microsoft\.Azure\.[A-Za-z0-9.]{1,200}\.Models\./.test(text)
  );
}
