import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { scale } from '@phiwatch/sample-hospital';
import { report } from './measure.ts';

const root = join(import.meta.dirname, '..');

/** `phiwatch scan --from` on 10,000 and 100,000 resources: time, and how much more memory ten times the file takes. */
export async function benchScan(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'phiwatch-bench-'));
  try {
    const [small, large] = [await scan(folder, 10_000), await scan(folder, 100_000)];
    const line = ({ seconds, megabytes, peak }: Scan): string =>
      `${seconds.toFixed(1)} s, peak ${peak.toFixed(0)} MB (file ${megabytes.toFixed(0)} MB)`;
    report('scan --from, 10,000 resources', line(small));
    report('scan --from, 100,000 resources', line(large));
    report('  ten times the resources', '', { of: large.seconds / small.seconds, to: 'the time' });
    report('', '', { of: large.peak / small.peak, to: 'the memory' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Scan {
  readonly seconds: number;
  readonly megabytes: number;
  readonly peak: number;
}

async function scan(folder: string, count: number): Promise<Scan> {
  const file = join(folder, `${count}.json`);
  await pipeline(Readable.from(lines(count)), createWriteStream(file));
  const start = performance.now();
  // The scan tells its own peak when it ends: the child's maximum resident set.
  const print = "process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS))";
  const child = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${print}`,
      join(root, 'cli/phiwatch.ts'),
      'scan',
      '--from',
      file,
      '--format',
      'json',
    ],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const seconds = (performance.now() - start) / 1000;
  if (child.status !== 0 && child.status !== 2 && child.status !== 3)
    throw new Error(`scan failed: ${child.stderr}`);
  const peak = Number(/peak (\d+)/.exec(child.stderr)?.[1]) / 1024;
  return { seconds, megabytes: statSync(file).size / 2 ** 20, peak };
}

function* lines(count: number): Generator<string> {
  let first = true;
  for (const resource of scale(count)) {
    yield `${first ? '[' : ','}\n${JSON.stringify(resource)}`;
    first = false;
  }
  yield '\n]\n';
}
