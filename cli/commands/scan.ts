import { Command, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { severities } from '../../src/model/index.ts';
import type { Severity } from '../../src/model/index.ts';
import { ExportError, ExportFile, scan as scanExport, ScanTally } from '../../src/monitoring/scan/index.ts';
import type { ScanFinding } from '../../src/monitoring/scan/index.ts';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import { choosePolicies } from '../choose-policies.ts';
import { UsageError } from '../fail.ts';
import { givenPath } from '../given-path.ts';
import { findingsTable, summary, WorstFindings } from '../findings-table.ts';
import { paint, write } from '../output.ts';

interface Options {
  readonly from?: string;
  readonly subscription?: string;
  readonly format: 'table' | 'json' | 'csv';
  readonly all?: true;
  readonly policies?: string;
  readonly controls?: string;
  readonly minSeverity?: Severity;
  readonly catalogueOnly?: true;
}

/** Takes findings as they come and, at the end, says what is still to be said. */
interface Format {
  add(finding: ScanFinding): Promise<void>;
  end(tally: ScanTally): Promise<void>;
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const note = (text: string): void => console.error(`note: ${text}`);

export const command = new Command('scan')
  .description(
    'Evaluate the resources of an exported file (a JSON array, a Resource Graph export, or JSON lines), or of a subscription as it\n' +
      'is now: read-only, as whoever is signed in (az login, an identity, ...: DefaultAzureCredential).\n' +
      'Exit code 0: nothing NonCompliant or Unknown; 2: something NonCompliant; 3: something Unknown; 1: it could not run.',
  )
  .addOption(new Option('--from <file>', 'the export to read').conflicts('subscription'))
  .option('--subscription <id>', 'the subscription to read')
  .addOption(
    new Option('--format <format>', 'how to print findings')
      .choices(['table', 'json', 'csv'])
      .default('table'),
  )
  .option('--all', 'also print what is NotApplicable and, in the table, what is Compliant')
  .option('--policies <names>', 'evaluate by these policies alone (names, separated by commas)')
  .option('--controls <citations>', 'evaluate by policies that count for these safeguards: "164.312(e)(1),164.310"')
  .addOption(
    new Option('--min-severity <severity>', 'evaluate by policies of this severity or worse').choices(
      severities,
    ),
  )
  .option('--catalogue-only', "leave out what the tenant has assigned, and Azure's exemptions")
  .action(run);

async function run(options: Options): Promise<void> {
  try {
    process.exitCode = await (options.subscription === undefined
      ? scanFile(options.from, options)
      : scanSubscription(options.subscription, options));
  } catch (error) {
    if (error instanceof ExportError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

async function scanFile(path: string | undefined, options: Options): Promise<number> {
  if (path === undefined) throw new UsageError('scan wants --from FILE or --subscription ID');
  const catalogue = loadCatalogue();
  const policies = catalogue.policies.filter(choosePolicies(catalogue, options));
  const source = await ExportFile.open(givenPath(path));
  try {
    const parts = { source, catalogue, now: () => new Date() };
    const tally = new ScanTally();
    const onResource = (isRepeated: boolean): void => tally.addResource(isRepeated);
    await print(scanExport(parts, { policies, all: options.all === true, onResource }), tally, options);
    if (tally.applicable === 0)
      note(`nothing in ${path} is of a type that a chosen policy applies to: nothing was evaluated`);
    return tally.exitCode;
  } finally {
    await source.close();
  }
}

async function scanSubscription(subscriptionId: string, options: Options): Promise<number> {
  if (!GUID.test(subscriptionId))
    throw new UsageError('--subscription: the id of a subscription, a GUID, is wanted');
  const catalogue = loadCatalogue();
  const { catalogueOnly = false, all = false } = options;
  const tally = new ScanTally();
  const chosen = choosePolicies(catalogue, options);
  const onResource = (): void => tally.addResource(false);
  const wanted = { subscriptionId, chosen, all, catalogueOnly, onResource };
  // Imported when it is needed: with Azure's SDKs, the scan of a file would start late.
  const { scanLiveSubscription, SignInError } = await import('../../src/monitoring/live-scan/index.ts');
  try {
    await print(scanLiveSubscription(catalogue, wanted, note), tally, options);
    return tally.exitCode;
  } catch (error) {
    if (error instanceof SignInError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

async function print(
  findings: AsyncIterable<ScanFinding>,
  tally: ScanTally,
  { format: name, all }: Options,
): Promise<void> {
  const format = FORMATS[name](all === true);
  for await (const finding of findings) {
    tally.add(finding);
    await format.add(finding);
  }
  await format.end(tally);
}

/** Characters that are gathered before they are written: a system call for every finding would be a third of the time. */
const WRITE_AT_ONCE = 1 << 16;

const FORMATS: Record<Options['format'], (all: boolean) => Format> = {
  table: (all) => {
    const worst = new WorstFindings();
    return {
      add: async (finding) => {
        if (all || finding.state !== 'Compliant') worst.add(finding);
      },
      end: async (tally) => {
        const { findings, more } = worst.get();
        if (findings.length > 0) await write(findingsTable(findings));
        if (more > 0) await write(`and ${more} more: --format json or csv prints every one\n`);
        await write(`${paint('bold', 'Summary:')} ${summary(tally)}\n`);
      },
    };
  },
  json: () => {
    let text = '[';
    let separator = '\n';
    return {
      add: async (finding) => {
        text += separator + JSON.stringify(finding);
        separator = ',\n';
        if (text.length < WRITE_AT_ONCE) return;
        await write(text);
        text = '';
      },
      end: () => write(`${text}\n]\n`),
    };
  },
  csv: () => {
    const columns = [
      'resourceId',
      'resourceType',
      'policy',
      'title',
      'controls',
      'severity',
      'state',
      'reason',
      'fields',
    ];
    // A cell that a spreadsheet would run as a formula is escaped: names of resources come from outside.
    const lineOf = (row: object, header = false): string =>
      stringify([row], { header, columns, escape_formulas: true });
    let header = true;
    return {
      add: async (finding) => {
        const { controls, fields } = finding;
        const row = {
          ...finding,
          controls: controls.join(' '),
          fields: fields ? JSON.stringify(fields) : '',
        };
        await write(lineOf(row, header));
        header = false;
      },
      end: () => (header ? write(stringify([], { header, columns })) : Promise.resolve()),
    };
  },
};
