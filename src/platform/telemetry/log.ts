import { visibleText } from '../../base/index.ts';
import { withoutMail } from '../../model/index.ts';

/**
 * Fields that may appear in a log line: ids, names from the settings, counts, codes and times. The type of a log is made of this
 * list, so that a field that would be left out does not compile.
 */
const allowed = [
  'agreed',
  'attempt',
  'cause',
  'channel',
  'compared',
  'count',
  'delaySeconds',
  'drifts',
  'driftId',
  'error',
  'eventId',
  'function',
  'gaps',
  'kind',
  'missedEvents',
  'operation',
  'outcome',
  'policy',
  'queue',
  'reason',
  'resourceId',
  'scanId',
  'seconds',
  'status',
  'subscriptionId',
  'target',
  'targets',
  'type',
] as const;

type LogLevel = 'debug' | 'info' | 'warn' | 'error';

type Field = (typeof allowed)[number];

type Fields = Readonly<Partial<Record<Field, string | number | boolean | undefined>>>;

/** Fields without any that is not on the list: an object that comes in a variable may else have more than its type says. */
type OnlyFields<T extends Fields> = T & Readonly<Record<Exclude<keyof T, Field>, never>>;

/** Writes a line: to the console, or to the invocation's own log. */
type Sink = (level: LogLevel, line: string) => void;

/** A message is a sentence that begins with a capital letter and has no full stop. */
export type Log = Readonly<
  Record<LogLevel, <T extends Fields>(message: Capitalize<string>, fields?: OnlyFields<T>) => void>
>;

/**
 * A log of one JSON line per message. Redaction is by allow-list of field names, also at run time; strings are cut at 500
 * characters and mail addresses in them are removed, so that no principal is ever named but by id.
 */
export function createLog(sink: Sink): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      sink(level, JSON.stringify({ message: clean(message), ...redact(fields) }));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Returns what an error says of itself, without its stack: for a log line. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

const longest = 500;

const names: ReadonlySet<string> = new Set(allowed);

function redact(fields: Fields): Readonly<Record<string, unknown>> {
  const kept = Object.entries(fields).filter(([name]) => names.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, simple(value)]));
}

/** Numbers and booleans as they are, text cleaned; an object could hold anything and is left out. */
function simple(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** An address that the first cut splits lies behind the second. */
function clean(text: string): string {
  return visibleText(withoutMail(text.slice(0, 2 * longest)).slice(0, longest));
}
