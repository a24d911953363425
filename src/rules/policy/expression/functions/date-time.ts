import { withoutTrailing } from '../../../../base/index.ts';
import { Undecidable } from '../../policy-error.ts';

/** An instant in .NET's ticks of 100 ns since 1970, with the offset in which it is written. */
interface DateTime {
  readonly ticks: bigint;
  readonly offsetMinutes: number;
}

const PER_SECOND = 10_000_000n;

const PATTERN =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(?:Z|([+-])(\d\d):?(\d\d))?$/i;

/** Reads ISO 8601; what names no offset is UTC. @throws Undecidable */
export function parseDateTime(text: string, name: string): DateTime {
  const match = PATTERN.exec(text.trim());
  const [, day, time = '00:00', seconds = '00', fraction = '', sign, hours = '0', minutes = '0'] =
    match ?? [];
  const local = Date.parse(`${day}T${time}:${seconds}Z`);
  if (!match || Number.isNaN(local)) throw new Undecidable(`${name}: "${text}" is not a date`);
  const offsetMinutes = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const ticks = BigInt(local / 1000) * PER_SECOND + BigInt(fraction.slice(0, 7).padEnd(7, '0'));
  return addSeconds({ ticks, offsetMinutes }, -offsetMinutes * 60);
}

export function addSeconds(date: DateTime, seconds: number): DateTime {
  return { ...date, ticks: date.ticks + BigInt(Math.round(seconds * 10_000_000)) };
}

export function fromEpoch(seconds: number): DateTime {
  return addSeconds({ ticks: 0n, offsetMinutes: 0 }, seconds);
}

export function toEpoch({ ticks }: DateTime): number {
  return Number((ticks - modulo(ticks)) / PER_SECOND);
}

function modulo(ticks: bigint): bigint {
  return ((ticks % PER_SECOND) + PER_SECOND) % PER_SECOND;
}

const DURATION =
  /^(?<sign>-)?P(?=.)(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?=.)(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$/;

/** The seconds of an ISO 8601 duration: as in .NET a year has 365 days and a month 30. @throws Undecidable */
export function durationSeconds(text: string, name: string): number {
  const parts = DURATION.exec(text)?.groups;
  if (!parts) throw new Undecidable(`${name}: "${text}" is not an ISO 8601 duration`);
  const of = (unit: string): number => Number(parts[unit] ?? 0);
  const days = of('years') * 365 + of('months') * 30 + of('weeks') * 7 + of('days');
  const seconds = (days * 24 + of('hours')) * 3600 + of('minutes') * 60 + of('seconds');
  return parts['sign'] ? -seconds : seconds;
}

const STANDARD: Record<string, string> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
  O: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: 'yyyy-MM-ddTHH:mm:ss',
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: "yyyy-MM-dd HH:mm:ss'Z'",
  U: 'dddd, dd MMMM yyyy HH:mm:ss',
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
};

const IN_UTC = new Set(['r', 'R', 'u', 'U']);

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const TOKEN = /'([^']*)'|"([^"]*)"|\\(.)|(y+|M+|d+|H+|h+|m+|s+|f+|F+|t+|K|z+)|[\s\S]/g;

/**
 * Writes a date: ISO 8601 with no more of the fraction than there is, or in a format of .NET, standard or custom.
 * https://learn.microsoft.com/dotnet/standard/base-types/custom-date-and-time-format-strings
 * @throws Undecidable
 */
export function formatDateTime(date: DateTime, format?: string): string {
  if (format === undefined) return formatDateTime(date, `yyyy-MM-ddTHH:mm:ss${fractionFormat(date)}K`);
  if (format.length === 1) {
    const custom = STANDARD[format];
    if (!custom) throw new Undecidable(`"${format}" is not a format of dates`);
    return formatDateTime(IN_UTC.has(format) ? { ...date, offsetMinutes: 0 } : date, custom);
  }
  const local = addSeconds(date, date.offsetMinutes * 60);
  const clock = new Date(toEpoch(local) * 1000);
  return format.replaceAll(
    TOKEN,
    (all: string, single?: string, double?: string, escaped?: string, token?: string) =>
      token === undefined
        ? (single ?? double ?? escaped ?? all)
        : part(token, clock, modulo(local.ticks), date.offsetMinutes),
  );
}

function fractionFormat({ ticks }: DateTime): string {
  const fraction = modulo(ticks);
  if (fraction === 0n) return '';
  return fraction % 10_000n === 0n ? '.fff' : '.FFFFFFF';
}

function part(token: string, clock: Date, fraction: bigint, offset: number): string {
  const padded = (value: number): string => String(value).padStart(Math.min(token.length, 2), '0');
  const digits = fraction.toString().padStart(7, '0').slice(0, token.length);
  const month = MONTHS[clock.getUTCMonth()] ?? '';
  const day = DAYS[clock.getUTCDay()] ?? '';
  switch (token[0]) {
    case 'y':
      return token.length <= 2
        ? padded(clock.getUTCFullYear() % 100)
        : String(clock.getUTCFullYear()).padStart(token.length, '0');
    case 'M':
      return token.length > 3
        ? month
        : token.length === 3
          ? month.slice(0, 3)
          : padded(clock.getUTCMonth() + 1);
    case 'd':
      return token.length > 3 ? day : token.length === 3 ? day.slice(0, 3) : padded(clock.getUTCDate());
    case 'H':
      return padded(clock.getUTCHours());
    case 'h':
      return padded(clock.getUTCHours() % 12 || 12);
    case 'm':
      return padded(clock.getUTCMinutes());
    case 's':
      return padded(clock.getUTCSeconds());
    case 'f':
      return digits;
    case 'F':
      return withoutTrailing(digits, '0');
    case 't':
      return (clock.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, token.length);
    default:
      return zone(token, offset);
  }
}

function zone(token: string, offset: number): string {
  if (token === 'K' && offset === 0) return 'Z';
  const sign = offset < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offset) / 60));
  if (token === 'z') return sign + hours;
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
  return `${sign}${hours.padStart(2, '0')}${token === 'zz' ? '' : `:${minutes}`}`;
}
