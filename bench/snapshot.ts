import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainRows, genesis, lineOf, linesOf } from '../src/evidence/chain/index.ts';
import type { LedgerRow } from '../src/evidence/ledger/index.ts';
import { writeSnapshot } from '../src/evidence/snapshot/index.ts';
import type { Blobs } from '../src/platform/blobs/index.ts';
import { freshSigner } from '../test/evidence/support/package-of.ts';
import { driftOf, resourceIn } from '../test/platform/store/samples.ts';
import { FakeClock } from '../test/support/fakes.ts';
import { report } from './measure.ts';

const resources = 10_000;
const policiesOfEach = 10;
const drifts = 50_000;
const period = { from: '2026-10-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' };
const month = 'rows/2026-10-001.jsonl';
const mebibyte = 1024 * 1024;

/** A snapshot over 100,000 states and 50,000 drifts, beside reading and parsing the same ledger without doing anything with it. */
export async function benchSnapshot(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-snapshot-'));
  try {
    const file = join(folder, 'ledger.jsonl');
    await writeLedger(file);
    const blobs = fileBlobs(file);
    const bare = await timed(async () => {
      for await (const line of linesOf(createReadStream(file))) JSON.parse(line);
    });
    report('ledger, lines read and parsed', `${bare.seconds.toFixed(2)} s, ${bare.peak} MB`);
    for (const format of ['json', 'zip'] as const) {
      let [bytes, first] = [0, 0];
      const made = await timed(async (begun) => {
        const stream = await writeSnapshot({ period, controls: [] }, format, {
          ledger: blobs,
          signer: freshSigner(),
          clock: new FakeClock('2027-01-05T00:00:00.000Z'),
          appVersion: '1',
          catalogueVersion: 'c',
        });
        for await (const chunk of stream) {
          if (bytes === 0) first = (performance.now() - begun) / 1000;
          bytes += (chunk as Buffer | string).length;
        }
      });
      report(
        `snapshot, ${resources * policiesOfEach} states, ${drifts} drifts, ${format}`,
        `${made.seconds.toFixed(2)} s, ${made.peak} MB`,
        { of: made.seconds / bare.seconds, to: 'reading the ledger' },
      );
      report('  first byte', `${first.toFixed(2)} s`);
      report('  size', `${(bytes / mebibyte).toFixed(1)} MB`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rowOf(resource: number, sequence: number, minute: number) {
  const recordedAt = new Date(Date.UTC(2026, 9, 1, 0, 0, minute)).toISOString();
  const policy = `policy-${sequence % policiesOfEach}`;
  const isFirst = sequence < policiesOfEach;
  const drift = driftOf(resourceIn('rg', `account${resource}`), sequence, {
    policy,
    recordedAt,
    readAt: recordedAt,
    ...(isFirst && { cause: 'baseline', from: null, to: 'Compliant' }),
  });
  const writtenAt = recordedAt.replace('Z', '0000Z');
  return { table: 'Journal', partition: 'p', row: drift.id, writtenAt, columns: {}, values: { drift } };
}

async function writeLedger(path: string): Promise<void> {
  const file = await open(path, 'w');
  let hash = genesis;
  let n = 0;
  const append = async (rows: readonly (Omit<LedgerRow, 'n'> & object)[]): Promise<void> => {
    const chained = chainRows(
      hash,
      rows.map((row) => ({ ...row, n: (n += 1) })),
    );
    hash = chained.at(-1)?.hash ?? hash;
    await file.write(chained.map(lineOf).join(''));
  };
  for (let resource = 0; resource < resources; resource += 1)
    await append(
      Array.from({ length: policiesOfEach }, (_, sequence) => rowOf(resource, sequence, resource)),
    );
  for (let each = 0; each < drifts; each += 100)
    await append(
      Array.from({ length: 100 }, (_, index) =>
        rowOf(
          (each + index) % resources,
          policiesOfEach + Math.floor((each + index) / resources),
          resources + each,
        ),
      ),
    );
  await append([{ mark: 'until', until: '2027-01-02T00:00:00.0000000Z', settings: 's' }]);
  await file.close();
}

/** One blob, in a file: the ledger is not held in memory. */
function fileBlobs(file: string): Blobs {
  const blob = { name: month, bytes: statSync(file).size };
  return {
    async *list() {
      yield blob;
    },
    open: async () => createReadStream(file),
  } as unknown as Blobs;
}

/** Seconds, and the most memory of the process meanwhile beyond that of before, in megabytes. */
async function timed(work: (begun: number) => Promise<void>) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const begun = performance.now();
  await work(begun);
  clearInterval(watch);
  most = Math.max(most, process.memoryUsage().rss);
  return {
    seconds: (performance.now() - begun) / 1000,
    peak: Math.round((most - before) / mebibyte),
  };
}
