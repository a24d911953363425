import { paint } from '../../cli/output.ts';

/** Before the text of an event stand its time and its name. */
const indent = ' '.repeat(20);

/** `14:55:11  DRIFT     the first line`, and the others below it. `at`: ISO 8601. */
export function eventLine(at: string, name: string, [first = '', ...others]: readonly string[]): string {
  const line = `${at.slice(11, 19)}  ${paint('bold', name.padEnd(10))}${first}`;
  return [line, ...others.map((other) => `${indent}${other}`)].join('\n');
}

/** `24 ms`, `3.2 s`, `5 min`: from one moment to another, ISO 8601. */
export function duration(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms < 1000) return `${ms} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}
