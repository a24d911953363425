import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

export interface Watched {
  /** The call that costs least, the median in this run, in milliseconds. */
  readonly trivialMs: number;
  /** The time within which 95 of 100 answers of health came beside the calls, in milliseconds. */
  readonly healthMs: number;
  readonly slowestHealthMs: number;
  readonly healthCalls: number;
  /** Resident memory of the host in MB; undefined where the system does not tell. */
  readonly startMb: number | undefined;
  readonly peakMb: number | undefined;
}

/** Milliseconds that it takes, and what comes of it. */
export async function timed<T>(run: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const begun = performance.now();
  const value = await run();
  return { ms: performance.now() - begun, value };
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Asks whether the app is alive, as anyone may. @throws Error where it does not say so */
async function askHealth(baseUrl: string): Promise<void> {
  const answer = await fetch(new URL('/api/health', baseUrl));
  const body = (await answer.json()) as { readonly status?: string };
  if (answer.status !== 200 || body.status !== 'alive') throw new Error(`health answered ${answer.status}`);
}

/** Milliseconds of the call that costs least, the median of several. It is what every other time is measured by. */
export async function trivialCall(baseUrl: string): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < 30; at += 1) times.push((await timed(() => askHealth(baseUrl))).ms);
  return median(times.slice(10));
}

/** Watches the health and the memory of a host while something is done to it. @throws Error where health fails meanwhile */
export async function watching<T>(
  host: { readonly url: string; readonly pid: number },
  run: () => Promise<T>,
): Promise<{ readonly value: T; readonly watched: Watched }> {
  const trivialMs = await trivialCall(host.url);
  const startMb = memoryOf(host.pid);
  let peakMb = startMb;
  const health: number[] = [];
  const stop = new AbortController();
  const beside = (async () => {
    while (!stop.signal.aborted) {
      const { ms } = await timed(() => askHealth(host.url));
      health.push(ms);
      const now = memoryOf(host.pid);
      if (now !== undefined) peakMb = Math.max(peakMb ?? 0, now);
      await wait(20);
    }
  })();
  try {
    const value = await Promise.race([
      run(),
      beside.then(() => Promise.reject(new Error('nothing is watched'))),
    ]);
    const sorted = health.toSorted((one, other) => one - other);
    const healthMs = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
    const slowestHealthMs = sorted.at(-1) ?? 0;
    return {
      value,
      watched: { trivialMs, healthMs, slowestHealthMs, healthCalls: sorted.length, startMb, peakMb },
    };
  } finally {
    stop.abort();
    await beside;
  }
}

/** MB that a process has in memory, as Linux tells. */
function memoryOf(pid: number): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}

/** What a reader wants to know of a run, in a few lines. */
export function summary(
  title: string,
  { trivialMs, healthMs, slowestHealthMs, healthCalls, startMb, peakMb }: Watched,
  lines: readonly string[],
): string {
  const times = (ms: number) => `${ms.toFixed(0)} ms, ${(ms / trivialMs).toFixed(0)} times a trivial call`;
  return [
    title,
    ...lines,
    `trivial call: ${trivialMs.toFixed(1)} ms`,
    `health beside it: ${healthCalls} calls, 95 of 100 within ${times(healthMs)}, the slowest ${times(slowestHealthMs)}`,
    `memory of the host: ${startMb ?? '?'} MB at the start, ${peakMb ?? '?'} MB at the peak`,
  ].join('\n  ');
}
