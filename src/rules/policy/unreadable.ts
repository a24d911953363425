import { Undecidable } from './policy-error.ts';

/** Why a value that PowerShell has turned to text says nothing. */
export const CUT_OFF = 'cut off by ConvertTo-Json; export with -Depth 100';

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

/** The value as it is. @throws Undecidable where it cannot be read, or is what was left of an object or an array */
export function readable(value: unknown): unknown {
  const why = typeof value === 'string' && isCutOff(value) ? CUT_OFF : whyUnreadable(value);
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
