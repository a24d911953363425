import { z } from 'zod';
import { counted } from './plural.ts';

/** A fault in the input: the field that it is about, and what was expected of it, as the rest of a sentence: `must be a number`. */
export interface FieldIssue {
  /** `factors.nature.why`; empty where the input as a whole is wrong. */
  readonly field: string;
  readonly why: string;
}

/** Everything that a schema found wrong, in its order. */
export function issuesOf({ issues }: z.ZodError): readonly FieldIssue[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), why: 'is not a known field' }))
      : { field: issue.path.join('.'), why: issue.message },
  );
}

/** The first thing that a schema found wrong. */
export function firstIssue(error: z.ZodError): FieldIssue {
  return issuesOf(error)[0] ?? { field: '', why: 'is not valid' };
}

/** Says what was expected where a schema has no words of its own, so that no caller reads those of a library. */
const issueText: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return typeText(issue.expected, issue.input);
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_format':
      return formatText(issue);
    case 'too_small':
      return sizeText(issue.origin, issue.minimum, issue.exact ? 'exactly' : 'at least', issue.inclusive);
    case 'too_big':
      return sizeText(issue.origin, issue.maximum, issue.exact ? 'exactly' : 'at most', issue.inclusive);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `must not have the ${issue.keys.length > 1 ? 'fields' : 'field'} ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return Array.isArray(issue.options) ? oneOf(issue.options) : unionText(issue.errors);
    case 'invalid_key':
      return issue.issues[0]?.message;
    default:
      return 'is not valid';
  }
};

// Not the locale's map: a second copy of zod would set that back when it is loaded.
z.config({ customError: issueText });

const types: Readonly<Record<string, string>> = {
  array: 'an array',
  boolean: 'a boolean',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a string',
  tuple: 'an array',
};

function typeText(expected: string, input: unknown): string {
  if (expected === 'never' || expected === 'undefined') return 'must not be given';
  if (input === undefined) return 'must be given';
  const type = expected === 'boolean' ? 'true or false' : (types[expected] ?? `of the type ${expected}`);
  const got = input === null ? 'null' : Array.isArray(input) ? 'array' : typeof input;
  // A fraction, or what is no finite number.
  const isNumberToo = got === 'number' && (expected === 'int' || expected === 'number');
  return `must be ${type}${isNumberToo ? '' : `, not ${types[got] ?? got}`}`;
}

function oneOf(values: readonly unknown[]): string {
  const names = values.map(String);
  return names.length < 3 ? `must be ${names.join(' or ')}` : `must be one of ${names.join(', ')}`;
}

const formats: Readonly<Record<string, string>> = {
  cidrv4: 'an IPv4 range like 10.0.0.0/8',
  cidrv6: 'an IPv6 range like 2001:db8::/32',
  date: 'a day like 2026-03-01',
  datetime: 'a time like 2026-03-01T08:00:00Z',
  email: 'an e-mail address',
  guid: 'a GUID',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  url: 'a URL',
  uuid: 'a GUID',
};

function formatText(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>): string {
  const { format, prefix, pattern } = issue;
  if (format === 'starts_with') return `must begin with ${String(prefix)}`;
  if (format === 'regex') return `must match the pattern ${pattern}`;
  return `must be ${formats[format] ?? `of the format ${format}`}`;
}

const units: Readonly<Record<string, string>> = { array: 'item', string: 'character' };

function sizeText(origin: string, size: number | bigint, bound: string, inclusive = true): string {
  const unit = units[origin];
  if (unit === undefined) {
    const strict = bound === 'at most' ? 'less than' : 'more than';
    return `must be ${inclusive ? bound : strict} ${size}`;
  }
  if (bound === 'at least' && size === 1) return 'must not be empty';
  return `must have ${bound} ${counted(Number(size), unit)}`;
}

/** Names the forms that the input could have, as far as each can be named in a word. */
function unionText(branches: readonly (readonly z.core.$ZodIssue[])[]): string {
  const forms = branches.map(([issue]) =>
    issue?.path.length === 0 ? /^must be (.+)$/.exec(issue.message)?.[1] : undefined,
  );
  return forms.length === 0 || forms.includes(undefined)
    ? 'must have one of the accepted forms'
    : `must be ${[...new Set(forms)].join(' or ')}`;
}
