import { spendSearch } from '../../step-budget.ts';
import { checkLength } from '../../limits.ts';
import { Undecidable } from '../../policy-error.ts';
import { foldCase } from '../../text.ts';
import { isAbsent, kindOf } from '../../value.ts';
import { define, integer, list, MANY, textArgument } from './arguments.ts';
import { format, shown } from './format.ts';

function pad(value: unknown, width: unknown, filler: unknown): string {
  const columns = integer(width, 'padLeft');
  checkLength(columns, 'padLeft');
  return shown(value).padStart(columns, isAbsent(filler) ? ' ' : textArgument(filler, 'padLeft'));
}

function split(value: unknown, delimiter: unknown): string[] {
  const delimiters = (Array.isArray(delimiter) ? delimiter : [delimiter]).map((d) =>
    textArgument(d, 'split'),
  );
  let parts = [textArgument(value, 'split')];
  for (const mark of delimiters) {
    if (!mark) continue;
    parts = parts.flatMap((part) => {
      spendSearch(part.length, mark.length);
      return part.split(mark);
    });
  }
  return parts;
}

/** Joins texts once it is known how long that gets. @throws Undecidable */
function joined(parts: readonly string[], mark: string, name: string): string {
  const marks = mark.length * Math.max(0, parts.length - 1);
  checkLength(
    parts.reduce((length, part) => length + part.length, marks),
    name,
  );
  return parts.join(mark);
}

function substring(value: string, start: number, length = value.length - start): string {
  if (start < 0 || length < 0 || start + length > value.length) {
    throw new Undecidable(`substring: ${start}, ${length} lies outside a string of ${value.length}`);
  }
  return value.slice(start, start + length);
}

function concat(...args: readonly unknown[]): unknown {
  if (!args.some(Array.isArray)) return joined(args.map(shown), '', 'concat');
  return args.flatMap((arg) => list(arg, 'concat'));
}

const DATA_URI = /^data:([^,;]*(?:;[^,;=]+=[^,;]+)*)(;base64)?,(.*)$/s;

function fromDataUri(uri: string): string {
  const match = DATA_URI.exec(uri);
  if (!match) throw new Undecidable('dataUriToString: not a data URI');
  const body = decodeURIComponent(match[3] ?? '');
  return match[2] ? Buffer.from(body, 'base64').toString('utf8') : body;
}

function fromBase64(value: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value.replace(/\s/g, ''))) throw new Undecidable('not base64');
  return Buffer.from(value, 'base64').toString('utf8');
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new Undecidable('json: not valid JSON');
  }
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string */
export const strings = {
  concat: define(0, MANY, concat),
  toLower: define(1, 1, (value) => textArgument(value, 'toLower').toLowerCase()),
  toUpper: define(1, 1, (value) => textArgument(value, 'toUpper').toUpperCase()),
  trim: define(1, 1, (value) => textArgument(value, 'trim').trim()),
  replace: define(3, 3, (value, from, to) => {
    const parts = split(value, textArgument(from, 'replace'));
    return joined(parts, textArgument(to, 'replace'), 'replace');
  }),
  split: define(2, 2, split),
  join: define(2, 2, (values, mark) =>
    joined(list(values, 'join').map(shown), textArgument(mark, 'join'), 'join'),
  ),
  substring: define(2, 3, (value, start, length) =>
    substring(
      textArgument(value, 'substring'),
      integer(start, 'substring'),
      length === undefined ? undefined : integer(length, 'substring'),
    ),
  ),
  startsWith: define(2, 2, (value, start) =>
    foldCase(textArgument(value, 'startsWith')).startsWith(foldCase(textArgument(start, 'startsWith'))),
  ),
  endsWith: define(2, 2, (value, end) =>
    foldCase(textArgument(value, 'endsWith')).endsWith(foldCase(textArgument(end, 'endsWith'))),
  ),
  padLeft: define(2, 3, pad),
  format: define(1, MANY, (pattern, ...values) => format(textArgument(pattern, 'format'), values)),
  string: define(1, 1, (value) => (isAbsent(value) ? 'null' : shown(value))),
  base64: define(1, 1, (value) => Buffer.from(textArgument(value, 'base64'), 'utf8').toString('base64')),
  base64ToString: define(1, 1, (value) => fromBase64(textArgument(value, 'base64ToString'))),
  base64ToJson: define(1, 1, (value) => parseJson(fromBase64(textArgument(value, 'base64ToJson')))),
  json: define(1, 1, (value) => parseJson(textArgument(value, 'json'))),
  uriComponent: define(1, 1, (value) => encodeURIComponent(textArgument(value, 'uriComponent'))),
  uriComponentToString: define(1, 1, (value) =>
    decodeURIComponent(textArgument(value, 'uriComponentToString')),
  ),
  uri: define(
    2,
    2,
    (base, relative) => new URL(textArgument(relative, 'uri'), textArgument(base, 'uri')).href,
  ),
  dataUri: define(
    1,
    1,
    (value) => `data:text/plain;charset=utf8;base64,${Buffer.from(shown(value), 'utf8').toString('base64')}`,
  ),
  dataUriToString: define(1, 1, (value) => fromDataUri(textArgument(value, 'dataUriToString'))),
  indexOf: define(2, 2, (where, what) => position(where, what, 'indexOf')),
  lastIndexOf: define(2, 2, (where, what) => position(where, what, 'lastIndexOf')),
};

function position(where: unknown, what: unknown, name: 'indexOf' | 'lastIndexOf'): number {
  if (Array.isArray(where)) return where[name](what);
  if (typeof where !== 'string') throw new Undecidable(`${name}: expected a string, found ${kindOf(where)}`);
  const sought = textArgument(what, name);
  spendSearch(where.length, sought.length);
  return foldCase(where)[name](foldCase(sought));
}
