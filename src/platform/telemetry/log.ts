/** Fields that may appear in a log line: ids, counts, codes and times. Everything else is left out. */
const allowed = new Set([
  'attempt',
  'cause',
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
  'reason',
  'redriven',
  'resourceId',
  'scanId',
  'seconds',
  'status',
  'subscriptionId',
  'target',
  'targets',
  'type',
]);

export type Level = 'debug' | 'info' | 'warn' | 'error';

export type Fields = Readonly<Record<string, unknown>>;

/** Where lines go: the console, or the invocation's own log. */
export type Sink = (level: Level, line: string) => void;

export type Log = Readonly<Record<Level, (message: string, fields?: Fields) => void>>;

/**
 * A log of one JSON line per message. Redaction is by allow-list of field names; strings are cut at 500 characters and
 * mail addresses in them are removed, so that no principal is ever named but by id.
 */
export function createLog(sink: Sink): Log {
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) => {
      sink(level, JSON.stringify({ message: clean(message), ...redact(fields) }));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** What an error says of itself, without its stack: for a log line. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function redact(fields: Fields): Fields {
  const kept = Object.entries(fields).filter(([name]) => allowed.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, simple(value)]));
}

/** Numbers and booleans as they are, text cleaned; an object could hold anything and is left out. */
function simple(value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function clean(text: string): string {
  return withoutMail(text).slice(0, 500);
}

/** Mail addresses and user principal names replaced. */
export function withoutMail(text: string): string {
  return text.replace(/[^\s"'<>,;:/]+@[^\s"'<>,;:/]+\.[^\s"'<>,;:/]+/g, '(removed)');
}
