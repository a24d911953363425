import { Command, Option } from 'commander';
import { compareStatus, statusBasis } from '../../src/model/index.ts';
import { ExportError, ExportFile, scan, ScanStandings } from '../../src/monitoring/scan/index.ts';
import type { ScanStanding } from '../../src/monitoring/scan/index.ts';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import type { Catalogue } from '../../src/rules/controls/index.ts';
import { UsageError } from '../fail.ts';
import { givenPath } from '../given-path.ts';
import { write } from '../output.ts';
import { table } from '../table.ts';

const columns = [
  { title: 'Safeguard', width: 47, least: 18 },
  { title: 'Designation', width: 15 },
  { title: 'Proofs', width: 23, least: 14 },
  { title: 'Policies', width: 10 },
];

const standingColumns = [
  { title: 'Safeguard', width: 40, least: 18 },
  { title: 'Status', width: 18 },
  { title: 'On record', width: 37, least: 18 },
];

interface Options {
  readonly from?: string;
  readonly format: 'table' | 'json';
}

export const command = new Command('controls')
  .description(
    'List the safeguards of 45 CFR 164 and the proofs that each asks for; with --from, what an exported file shows of each.',
  )
  .option('--from <file>', 'the export to read, as phiwatch scan takes it')
  .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
  .action(async ({ from, format }: Options) => {
    const catalogue = loadCatalogue();
    return from === undefined ? list(catalogue, format) : show(await standingsIn(from, catalogue), format);
  });

async function list({ controls }: Catalogue, format: Options['format']): Promise<void> {
  if (format === 'json') return write(`${JSON.stringify(controls, null, 2)}\n`);
  const rows = controls.map(({ id, title, designation, proofs, policies }) => [
    `${id}\n${title}`,
    designation,
    proofs.join(', '),
    String(policies.length),
  ]);
  await write(table(columns, rows));
  const withPolicies = controls.filter(({ policies }) => policies.length > 0).length;
  return write(`${controls.length} items, ${withPolicies} of them with policies\n`);
}

async function standingsIn(path: string, catalogue: Catalogue): Promise<readonly ScanStanding[]> {
  const standings = new ScanStandings(catalogue);
  let isWhole = true;
  let resources = 0;
  try {
    const source = await ExportFile.open(givenPath(path));
    try {
      const onResource = (_isRepeated: boolean, type: string): void => {
        resources += 1;
        standings.addResource(type);
      };
      for await (const finding of scan({ source, catalogue, now: () => new Date() }, { onResource })) {
        standings.add(finding);
        if (finding.controls.length === 0) isWhole = false;
      }
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof ExportError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
  return standings
    .standings(isWhole && resources > 0)
    .toSorted(
      (one, other) =>
        compareStatus(one.status, other.status) || other.counts.NonCompliant - one.counts.NonCompliant,
    );
}

async function show(standings: readonly ScanStanding[], format: Options['format']): Promise<void> {
  if (format === 'json')
    return write(`${JSON.stringify({ basis: statusBasis, controls: standings }, null, 2)}\n`);
  const rows = standings.map(({ id, title, status, summary }) => [`${id}\n${title}`, status, summary]);
  await write(table(standingColumns, rows));
  return write(`${statusBasis} What people attest, sign and decide is not in a file.\n`);
}
