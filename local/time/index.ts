import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

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

export function createLocalTime(): LocalTime {
  const folder = mkdtempSync(join(tmpdir(), 'local-time-'));
  const file = join(folder, 'offset');
  let offset = 0;
  const write = (): void => {
    // Renamed into place, so that nobody reads half a number.
    writeFileSync(`${file}.new`, String(offset));
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    now: () => Date.now() + offset,
    move(ms) {
      offset += ms;
      write();
    },
    nodeArguments(skewMs = 0) {
      const shim = pathToFileURL(join(import.meta.dirname, 'shim.ts'));
      shim.searchParams.set('file', pathToFileURL(file).href);
      shim.searchParams.set('skew', String(skewMs));
      return ['--import', shim.href];
    },
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
