import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { keptMs } from './kept.ts';

/** The time of a local run, which goes on by itself and can be moved ahead. */
export interface LocalTime {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Moves it by so many milliseconds for every process that was started with its arguments. */
  readonly move: (ms: number) => void;
  /** Arguments of the Node whose `Date` is to show this time; `skewMs`: give or take an error of its own clock. */
  nodeArguments(skewMs?: number): readonly string[];
  stop(): Promise<void>;
}

const longStep = 1_800_000;
/** The width of a number in the file: one that is written over another covers it. */
const width = 32;

export function createLocalTime(): LocalTime {
  const folder = mkdtempSync(join(tmpdir(), 'local-time-'));
  const file = join(folder, 'offset');
  let offset = 0;
  const open = openSync(file, 'w');
  const write = (): void => {
    // Twice, so that who reads half a number sees it. A file that is renamed into place would wait for the disk each time.
    const text = String(offset).padStart(width);
    writeSync(open, `${text}|${text}`, 0);
  };
  write();
  return {
    now: () => Date.now() + offset,
    move(ms) {
      offset += ms;
      write();
      // Tokens end by so long a step: no process may go on for a moment by the time before it, with one that another takes for ended.
      if (ms >= longStep) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * keptMs);
    },
    nodeArguments(skewMs = 0) {
      const shim = pathToFileURL(join(import.meta.dirname, 'shim.ts'));
      shim.searchParams.set('file', pathToFileURL(file).href);
      shim.searchParams.set('skew', String(skewMs));
      return ['--import', shim.href];
    },
    async stop() {
      closeSync(open);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
