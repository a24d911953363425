import { zoneOffset } from '../datetimes.ts';
import { UnsupportedError } from '../model.ts';
import { number, text } from '../operators.ts';
import type { Build } from './build.ts';
import { ofNumbers } from './build.ts';

const day = 86_400_000;

type Period = 'day' | 'week' | 'month' | 'year';

/** Start of the period in which a datetime lies, or of one so many later. Weeks start on Sundays. */
function startOf(period: Period, ms: number, offset = 0): number {
  const at = new Date(ms);
  const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  switch (period) {
    case 'day':
      return Date.UTC(year, month, date + offset);
    case 'week':
      return Date.UTC(year, month, date - at.getUTCDay() + 7 * offset);
    case 'month':
      return Date.UTC(year, month + offset);
    default:
      return Date.UTC(year + offset, 0);
  }
}

function start(period: Period): Build {
  return ofNumbers((ms, offset) => startOf(period, ms, offset));
}

function end(period: Period): Build {
  return ofNumbers((ms, offset = 0) => startOf(period, ms, offset + 1) - 1);
}

/** ISO 8601: the week with the year's first Thursday is its first. */
function isoWeek(at: Date): number {
  const thursday = Date.UTC(
    at.getUTCFullYear(),
    at.getUTCMonth(),
    at.getUTCDate() + 4 - (at.getUTCDay() || 7),
  );
  return Math.floor((thursday - Date.UTC(new Date(thursday).getUTCFullYear(), 0)) / day / 7) + 1;
}

function dayOfYear(at: Date): number {
  return Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0)) / day) + 1;
}

const parts: Readonly<Record<string, (at: Date) => number>> = {
  year: (at) => at.getUTCFullYear(),
  quarter: (at) => Math.floor(at.getUTCMonth() / 3) + 1,
  month: (at) => at.getUTCMonth() + 1,
  week_of_year: isoWeek,
  weekofyear: isoWeek,
  day: (at) => at.getUTCDate(),
  dayofyear: dayOfYear,
  hour: (at) => at.getUTCHours(),
  minute: (at) => at.getUTCMinutes(),
  second: (at) => at.getUTCSeconds(),
  millisecond: (at) => at.getUTCMilliseconds(),
};

function part(name: string): Build {
  return ofNumbers((ms) => parts[name]!(new Date(ms)));
}

const datetimePart: Build = ([name, of]) => {
  const [wanted, value] = [text(name!), number(of!)];
  return (row) => {
    const ms = value(row);
    return ms === null ? null : (parts[wanted(row).toLowerCase()]?.(new Date(ms)) ?? null);
  };
};

const lengths: Readonly<Record<string, number>> = {
  week: 7 * day,
  day,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
const months: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };

function add(period: string, amount: number, ms: number): number {
  const length = lengths[period];
  if (length) return ms + amount * length;
  const count = months[period];
  if (!count) throw new UnsupportedError(`the period ${period}`);
  const at = new Date(ms);
  const moved = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + count * amount);
  const last = new Date(startOf('month', moved, 1) - day).getUTCDate();
  return moved + (Math.min(at.getUTCDate(), last) - 1) * day + (ms - startOf('day', ms));
}

/** Counts the borders between periods that lie between two datetimes. */
function difference(period: string, later: number, earlier: number): number {
  const length = lengths[period];
  if (period === 'week') return (startOf('week', later) - startOf('week', earlier)) / length!;
  if (length) return Math.floor(later / length) - Math.floor(earlier / length);
  const count = months[period];
  if (!count) throw new UnsupportedError(`the period ${period}`);
  const index = (ms: number): number => {
    const at = new Date(ms);
    return Math.floor((at.getUTCFullYear() * 12 + at.getUTCMonth()) / count);
  };
  return index(later) - index(earlier);
}

function ofPeriod(work: (period: string, a: number, b: number) => number): Build {
  return ([name, first, second]) => {
    const [period, a, b] = [text(name!), number(first!), number(second!)];
    return (row) => {
      const [left, right] = [a(row), b(row)];
      return left === null || right === null ? null : work(period(row).toLowerCase(), left, right);
    };
  };
}

const toLocal: Build = ([of, zone]) => {
  const [value, name] = [number(of!), text(zone!)];
  return (row) => {
    const ms = value(row);
    return ms === null ? null : ms + zoneOffset(name(row), ms);
  };
};

/** Converts a local time to UTC: of two moments that a clock shows alike, to the earlier. */
const toUtc: Build = ([of, zone]) => {
  const [value, name] = [number(of!), text(zone!)];
  return (row) => {
    const ms = value(row);
    if (ms === null) return null;
    const guess = ms - zoneOffset(name(row), ms - day);
    return ms - zoneOffset(name(row), guess);
  };
};

const makeDatetime = ofNumbers((year, month = 1, date = 1, hour = 0, minute = 0, second = 0) =>
  Date.UTC(year, month - 1, date, hour, minute, 0, second * 1000),
);

const tokens: Readonly<Record<string, (at: Date) => string>> = {
  yyyy: (at) => String(at.getUTCFullYear()),
  yy: (at) => String(at.getUTCFullYear() % 100).padStart(2, '0'),
  y: (at) => String(at.getUTCFullYear() % 100),
  MM: (at) => String(at.getUTCMonth() + 1).padStart(2, '0'),
  M: (at) => String(at.getUTCMonth() + 1),
  dd: (at) => String(at.getUTCDate()).padStart(2, '0'),
  d: (at) => String(at.getUTCDate()),
  HH: (at) => String(at.getUTCHours()).padStart(2, '0'),
  H: (at) => String(at.getUTCHours()),
  hh: (at) => String(at.getUTCHours() % 12 || 12).padStart(2, '0'),
  h: (at) => String(at.getUTCHours() % 12 || 12),
  mm: (at) => String(at.getUTCMinutes()).padStart(2, '0'),
  m: (at) => String(at.getUTCMinutes()),
  ss: (at) => String(at.getUTCSeconds()).padStart(2, '0'),
  s: (at) => String(at.getUTCSeconds()),
  tt: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
};

function format(ms: number, pattern: string): string {
  const at = new Date(ms);
  const digits = `${String(at.getUTCMilliseconds()).padStart(3, '0')}0000`;
  return pattern.replaceAll(/([yMdHhmst])\1*|f+/gi, (token) => {
    if (/^f+$/i.test(token)) return digits.slice(0, token.length);
    const write = tokens[token];
    if (!write) throw new UnsupportedError(`the format ${token} of format_datetime`);
    return write(at);
  });
}

const formatDatetime: Build = ([of, pattern]) => {
  const [value, by] = [number(of!), text(pattern!)];
  return (row) => {
    const ms = value(row);
    return ms === null ? '' : format(ms, by(row));
  };
};

export const datetimes: Readonly<Record<string, Build>> = {
  startofday: start('day'),
  startofweek: start('week'),
  startofmonth: start('month'),
  startofyear: start('year'),
  endofday: end('day'),
  endofweek: end('week'),
  endofmonth: end('month'),
  endofyear: end('year'),
  datetime_part: datetimePart,
  hourofday: part('hour'),
  dayofmonth: part('day'),
  dayofyear: part('dayofyear'),
  monthofyear: part('month'),
  getmonth: part('month'),
  getyear: part('year'),
  week_of_year: part('week_of_year'),
  // A timespan of so many days since Sunday.
  dayofweek: ofNumbers((ms) => new Date(ms).getUTCDay() * day),
  datetime_add: ofPeriod(add),
  datetime_diff: ofPeriod(difference),
  datetime_utc_to_local: toLocal,
  datetime_local_to_utc: toUtc,
  make_datetime: makeDatetime,
  format_datetime: formatDatetime,
  unixtime_milliseconds_todatetime: ofNumbers((ms) => Math.trunc(ms)),
  unixtime_seconds_todatetime: ofNumbers((seconds) => Math.trunc(seconds * 1000)),
};
