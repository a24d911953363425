import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { principalsOf } from '../../src/phi-access/anomalies/index.ts';
import { accessQueries, bounded, historyDays } from '../../src/phi-access/collection/index.ts';
import { patientKey } from '../../src/phi-access/model/index.ts';
import type { KeptAnomaly } from '../../src/phi-access/model/index.ts';
import { anomaliesTable, worstFirst } from '../access/anomalies-table.ts';
import { readDirectory } from '../access/read-directory.ts';
import { replay } from '../access/replay.ts';
import { UsageError } from '../fail.ts';
import { givenPath } from '../given-path.ts';
import { write } from '../output.ts';
import { createProgress } from '../progress.ts';

interface Options {
  readonly logs: string;
  readonly directory: string;
  readonly from: string;
  readonly to: string;
  readonly trainFrom?: string;
  readonly format: 'table' | 'json';
}

const note = (text: string): void => console.error(`note: ${text}`);

export const command = new Command('access-review')
  .description(
    'Evaluate who read PHI, from a folder with a file TableName.jsonl for each table of Log Analytics: every hour of a window,\n' +
      'by what was ingested until then, as the app would have. Exit code 0: it ran, whatever was found; 1: it could not.',
  )
  .requiredOption('--logs <folder>', 'the folder of tables')
  .requiredOption('--directory <file>', 'who people and machines are: JSON of HR and Entra')
  .requiredOption('--from <time>', 'begin of the window, ISO 8601')
  .requiredOption('--to <time>', 'end of the window')
  .option('--train-from <time>', `begin of the history before it; default: ${historyDays} days before`)
  .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
  .action(run);

async function run(options: Options): Promise<void> {
  const from = timeOf('--from', options.from);
  const to = timeOf('--to', options.to);
  if (to <= from) throw new UsageError('--to: must lie after --from');
  const usual = new Date(Date.parse(from) - historyDays * 24 * 3_600_000).toISOString();
  const trainFrom = options.trainFrom === undefined ? usual : timeOf('--train-from', options.trainFrom);
  if (trainFrom > from) throw new UsageError('--train-from: must lie before --from');
  // Hashes of patients leave this process no more than they outlive it.
  const keyed = patientKey(process.env['PATIENT_HASH_KEY'] || randomBytes(32));
  const feed = await readDirectory(givenPath(options.directory), keyed);
  const folder = givenPath(options.logs);
  if (!(await isFolder(folder))) throw new UsageError(`--logs: there is no folder ${folder}`);
  const { openLogFolder } = await import('../access/log-folder.ts').catch((cause: unknown) => {
    throw new UsageError('--logs: the interpreter of queries is in a checkout of phiwatch alone', { cause });
  });
  const logs = openLogFolder(folder, {
    queries: accessQueries.map((each) => bounded(each, from, to).kql),
  });
  const progress = createProgress();
  const onHour = (done: number, all: number): void =>
    progress.show(
      done === 0 ? 'Reading the history before the window ...' : `${done} of ${all} hours reviewed`,
    );
  const window = { trainFrom, from, to, onHour };
  const { anomalies, absent, failed, unchecked } = await replay({ logs, feed, keyed, ...window }).finally(
    progress.end,
  );
  for (const [name, why] of failed) throw new UsageError(`--logs: ${name} could not be asked: ${why}`);
  if (absent.length > 0)
    note(`these logs are not in the folder, so nothing in them was evaluated: ${absent.join(', ')}`);
  for (const sentence of unchecked) note(sentence);
  const sorted = worstFirst(anomalies);
  await (options.format === 'json' ? printJson(sorted) : write(anomaliesTable(sorted)));
}

function timeOf(option: string, text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(time.getTime()))
    throw new UsageError(`${option}: must be a time as 2026-03-01T08:00:00Z`);
  return time.toISOString();
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

/** Without what only the app keeps. */
function shown(anomaly: KeptAnomaly) {
  const { principal, principalKind, start, end, kinds, severity, score } = anomaly;
  const { resources, counts, explanation } = anomaly;
  const named = principalsOf(anomaly);
  return {
    principal,
    ...(named.length > 1 && { principals: named.toSorted() }),
    principalKind,
    start,
    end,
    kinds,
    severity,
    score,
    resources,
    counts,
    explanation,
  };
}

function printJson(anomalies: readonly KeptAnomaly[]): Promise<void> {
  return write(`${JSON.stringify(anomalies.map(shown), null, 2)}\n`);
}
