import { Command, Option } from 'commander';
import type { LedgerPlace } from '../../src/evidence/model/index.ts';
import { UsageError } from '../fail.ts';
import { jsonText } from '../json-text.ts';
import { write } from '../output.ts';

interface Options {
  readonly from?: string;
  readonly blobs?: string;
  readonly tables?: string;
  readonly head?: readonly LedgerPlace[];
  readonly format: 'text' | 'json';
}

const format = () =>
  new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text');

const blobs = () =>
  new Option('--blobs <address>', 'blobs of evidence, https://ACCOUNT.blob.core.windows.net').env(
    'EVIDENCE__blobServiceUri',
  );

const tables = () =>
  new Option('--tables <address>', 'tables of the app, https://ACCOUNT.table.core.windows.net').env(
    'STORAGE__tableServiceUri',
  );

export const command = new Command('ledger')
  .description('Verify the ledger of all that was put on record, and restore tables from it.')
  // Subcommands take it over when they are made.
  .exitOverride();

command
  .command('verify')
  .summary('recompute a ledger, and find the first row that differs')
  .description(
    'Recompute a ledger from 64 zeros: each hash is the SHA-256 of the one before it, a line feed and the row as canonical JSON (RFC 8785).\n' +
      'Without --from, the live ledger is read as whoever is signed in (az login), and the tables of the app are compared with it.\n' +
      'Exit code 0: it holds; 1: something differs, or it could not be read.',
  )
  .option(
    '--from <path>',
    'a copy of the ledger: a file of JSON lines, or a folder, whose *.jsonl are read in order of their names',
  )
  .option('--head <row:hash>', 'an end of the ledger that somebody else kept; may be repeated', headOf)
  .addOption(blobs())
  .addOption(tables())
  .addOption(format())
  .action(verify);

command
  .command('restore')
  .summary('write the tables of the app into another account')
  .description(
    'Write what the live ledger has last of each row into the tables of another account, for a restore after a disaster or a drill of one.\n' +
      'Exit code 0: all rows were written; 1: the ledger does not hold, and nothing was written.',
  )
  .addOption(blobs())
  .addOption(tables())
  .requiredOption('--to <address>', 'tables of the other account, https://OTHER.table.core.windows.net')
  .addOption(format())
  .action(restore);

/** Reads `ROW:HASH`, and adds it to those before it. */
function headOf(text: string, before: readonly LedgerPlace[] = []): readonly LedgerPlace[] {
  const [, row, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === undefined) throw new UsageError('--head: must be a row and its hash, like 17:9f86...');
  return [...before, { row: Number(row), hash }];
}

async function verify({ from, head = [], format: shape, ...live }: Options): Promise<void> {
  if (from === undefined) {
    if (live.blobs === undefined && live.tables === undefined)
      throw new UsageError('--from: must be given, or --blobs and --tables for the live ledger');
    return verifyLive(addressesOf(live), head, shape);
  }
  // Imported when it is needed: it brings much with it.
  const { ledgerText, verifyLedgerFiles } = await import('../evidence/ledger-files.ts');
  const finding = await verifyLedgerFiles(from, head);
  await write(shape === 'json' ? jsonText(finding) : ledgerText(finding, head));
  if (!finding.ok) process.exitCode = 1;
}

function addressesOf({ blobs: ledger, tables: app }: Pick<Options, 'blobs' | 'tables'>) {
  return { blobs: addressOf('--blobs', ledger), tables: addressOf('--tables', app) };
}

function addressOf(option: string, text: string | undefined): string {
  if (text === undefined) throw new UsageError(`${option}: must be given`);
  if (!URL.canParse(text) || !/^https?:/.test(text))
    throw new UsageError(`${option}: must be an address like https://ACCOUNT.table.core.windows.net`);
  return text;
}

function accountOf(address: string): string {
  const { host, pathname } = new URL(address);
  return `${host}${pathname.replace(/\/$/, '')}`;
}

async function verifyLive(
  addresses: ReturnType<typeof addressesOf>,
  heads: readonly LedgerPlace[],
  shape: Options['format'],
): Promise<void> {
  const [{ verifyLiveLedger }, { liveText }] = await Promise.all([
    import('../../src/evidence/live-ledger/index.ts'),
    import('../evidence/live-ledger-text.ts'),
  ]);
  const finding = await verifyLiveLedger(addresses, heads);
  await write(shape === 'json' ? jsonText(finding) : liveText(finding));
  if (finding.differences.length > 0) process.exitCode = 1;
}

async function restore({ to, format: shape, ...live }: Options & { readonly to: string }): Promise<void> {
  const [{ notRestored, restoreLedger }, { restorationText }] = await Promise.all([
    import('../../src/evidence/live-ledger/index.ts'),
    import('../evidence/live-ledger-text.ts'),
  ]);
  const addresses = addressesOf(live);
  const target = addressOf('--to', to);
  if (accountOf(target) === accountOf(addresses.tables))
    throw new UsageError('--to: must be another account than --tables: rows there would be written over');
  const restoration = await restoreLedger(addresses, target);
  await write(shape === 'json' ? jsonText({ ...restoration, notRestored }) : restorationText(restoration));
  if (restoration.broken) process.exitCode = 1;
}
