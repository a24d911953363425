import { parseArgs } from 'node:util';
import { habits as known } from './habits.ts';
import type { HabitsName } from './habits.ts';
import { defaultDays, defaultFrom } from './logs.ts';
import type { LogOptions } from './logs.ts';
import { day } from './time.ts';

/** An option that cannot be used; the message names it and what was expected. */
export class OptionError extends Error {}

export const usage = `usage: npm run -s sample-logs -- --seed N --out FOLDER [options]

Writes logs of a made-up hospital as Log Analytics holds them, with incidents that are known.

  --seed N           the same number gives the same logs
  --out FOLDER       where they go; tables that are there are replaced
  --habits a|b|c     which hospital, a if absent
  --from YYYY-MM-DD  the first date
  --days N           at least 42, ${defaultDays} if absent; four weeks are history
  --strength N       1 if absent; less makes those incidents weaker that are a matter of degree
  --late N           the part of rows that come late, 0.03 if absent
  --rows N           about so many rows, by more staff and patients
  --help             print this
`;

/** Rows that a hospital of one times the staff writes in a day, about; from there the staff for a wanted number is chosen. */
const rowsADay = 10_000;

const fewestDays = 42;

export type Asked =
  | { readonly kind: 'help' }
  | { readonly kind: 'write'; readonly out: string; readonly options: Required<LogOptions> };

/** Reads the command line. Throws OptionError. */
export function readOptions(args: readonly string[]): Asked {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  const { out, habits, from } = values;
  if (!out) throw new OptionError('--out: expected a folder');
  if (!isHabits(habits)) throw new OptionError(`--habits ${habits}: expected a, b or c`);
  const first = from === undefined ? defaultFrom : Date.parse(from);
  if (!Number.isFinite(first)) throw new OptionError(`--from ${from}: expected a date as 2026-10-05`);
  const days = values.days === undefined ? defaultDays : numberOf('--days', values.days, fewestDays);
  const rows = values.rows === undefined ? 0 : numberOf('--rows', values.rows, 1);
  const options = {
    seed: numberOf('--seed', values.seed, 0),
    habits,
    from: Math.floor(first / day) * day,
    days,
    copies: Math.max(1, Math.round(rows / (rowsADay * days))),
    strength: fractionOf('--strength', values.strength),
    late: fractionOf('--late', values.late),
  };
  return { kind: 'write', out, options };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        out: { type: 'string' },
        habits: { type: 'string', default: 'a' },
        from: { type: 'string' },
        days: { type: 'string' },
        strength: { type: 'string', default: '1' },
        late: { type: 'string', default: '0.03' },
        rows: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw cause;
    throw new OptionError(`${message.split(/\.\s/)[0]}: see npm run -s sample-logs -- --help`, { cause });
  }
}

function isHabits(name: string): name is HabitsName {
  return Object.hasOwn(known, name);
}

function numberOf(option: string, text: string | undefined, least: number): number {
  const number = Number(text);
  if (text === undefined || !/^\d+$/.test(text) || number < least)
    throw new OptionError(
      `${option}${text === undefined ? '' : ` ${text}`}: expected a whole number of at least ${least}`,
    );
  return number;
}

function fractionOf(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= 0 && number <= 1))
    throw new OptionError(`${option} ${text}: expected a number from 0 to 1`);
  return number;
}
