/**
 * Preloaded (`--import shim.ts?file=FILE&skew=MS`) into the processes of a local run: their `Date` shows the system's time
 * plus the milliseconds that stand in FILE, twice, plus MS. Timers run on as they are. Nothing else moves time.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { keptMs } from './kept.ts';

const { searchParams } = new URL(import.meta.url);
const file = fileURLToPath(searchParams.get('file') ?? '');
const skew = Number(searchParams.get('skew'));

const SystemDate = Date;
const systemNow = Date.now;
let offset = 0;
let readAt = -Infinity;

function read(): number {
  for (;;) {
    const [one, other] = readFileSync(file, 'utf8').split('|');
    if (one === other) return Number(one);
  }
}

function now(): number {
  const elapsed = performance.now();
  if (elapsed - readAt > keptMs) {
    offset = read();
    readAt = elapsed;
  }
  return systemNow() + offset + skew;
}

const MovedDate = new Proxy(SystemDate, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget) as Date,
  apply: () => new SystemDate(now()).toString(),
});
SystemDate.now = now;
SystemDate.prototype.constructor = MovedDate;
globalThis.Date = MovedDate;
