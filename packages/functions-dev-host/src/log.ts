/** The host's log: one readable line per entry on stderr, filtered as host.json asks. */
import type { LogLevel } from './core-types.ts';

/** Least to most severe; `none` as a threshold silences a category. */
const severity: readonly LogLevel[] = [
  'trace',
  'debug',
  'information',
  'warning',
  'error',
  'critical',
  'none',
];

export type Log = (level: LogLevel, category: string, message: string) => void;

/**
 * @param levels `logging.logLevel` of host.json: category (or a prefix of one, or `default`) to least level shown.
 * The longest matching prefix decides, as in Azure Functions.
 * See https://learn.microsoft.com/azure/azure-functions/configure-monitoring#configure-log-levels
 */
export function createLog(deps: {
  levels: Readonly<Record<string, LogLevel>>;
  now: () => Date;
  write: (line: string) => void;
}): Log {
  const prefixes = Object.keys(deps.levels)
    .filter((key) => key !== 'default')
    .toSorted((a, b) => b.length - a.length);
  const threshold = (category: string): LogLevel => {
    const prefix = prefixes.find((key) => category === key || category.startsWith(`${key}.`));
    return deps.levels[prefix ?? 'default'] ?? 'information';
  };
  return (level, category, message) => {
    if (level === 'none' || severity.indexOf(level) < severity.indexOf(threshold(category))) return;
    deps.write(`${deps.now().toISOString()} ${level} [${category}] ${message}\n`);
  };
}

/** Describes an error in one line: its message and those of its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message || error.name;
  return error.cause === undefined ? message : `${message} (${describeError(error.cause)})`;
}
