import { Command, Option } from 'commander';
import { severities } from '../../src/model/index.ts';
import type { Severity } from '../../src/model/index.ts';
import { ExportError, ExportFile, scan as scanExport, ScanTally } from '../../src/monitoring/scan/index.ts';
import type { ScanFinding } from '../../src/monitoring/scan/index.ts';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import type { Catalogue } from '../../src/rules/controls/index.ts';
import { choosePolicies } from '../choose-policies.ts';
import { UsageError } from '../fail.ts';
import { givenPath } from '../given-path.ts';
import { summary } from '../findings-table.ts';
import { write, writeToFile } from '../output.ts';
import { scanFormats } from '../scan-formats.ts';

interface Options {
  readonly from?: string;
  readonly subscription?: string;
  readonly format: 'table' | 'json' | 'csv';
  readonly output?: string;
  readonly all?: true;
  readonly policies?: string;
  readonly controls?: string;
  readonly minSeverity?: Severity;
  readonly catalogueOnly?: true;
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
  .option('--output <file>', 'write the findings to a file, and print the summary alone')
  .option('--all', 'also print what is NotApplicable and, in the table, what is Compliant')
  .option('--policies <names>', 'evaluate by these policies alone (names, separated by commas)')
  .option(
    '--controls <citations>',
    'evaluate by policies that count for these safeguards: "164.312(e)(1),164.310"',
  )
  .addOption(
    new Option('--min-severity <severity>', 'evaluate by policies of this severity or worse').choices(
      severities,
    ),
  )
  .option('--catalogue-only', "leave out what the tenant has assigned, and Azure's exemptions")
  .action(run);

const noPolicy =
  '--policies, --controls and --min-severity together leave no policy: nothing would be evaluated';

function noteNothing(place: string): void {
  note(`nothing in ${place} is of a type that a chosen policy applies to: nothing was evaluated`);
}

async function run(options: Options): Promise<void> {
  const catalogue = loadCatalogue();
  const tally = new ScanTally();
  try {
    await (options.subscription === undefined
      ? scanFile(options.from, options, catalogue, tally)
      : scanSubscription(options.subscription, options, catalogue, tally));
  } catch (error) {
    if (error instanceof ExportError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
  process.exitCode = tally.exitCode;
}

async function scanFile(
  path: string | undefined,
  options: Options,
  catalogue: Catalogue,
  tally: ScanTally,
): Promise<void> {
  if (path === undefined) throw new UsageError('scan wants --from FILE or --subscription ID');
  const policies = catalogue.policies.filter(choosePolicies(catalogue, options));
  if (policies.length === 0) throw new UsageError(noPolicy);
  const source = await ExportFile.open(givenPath(path));
  try {
    const parts = { source, catalogue, now: () => new Date() };
    const onResource = (isRepeated: boolean): void => tally.addResource(isRepeated);
    const findings = scanExport(parts, { policies, all: options.all === true, onResource });
    await print(findings, options, catalogue, tally);
  } finally {
    await source.close();
  }
  if (tally.applicable === 0) noteNothing(path);
}

async function scanSubscription(
  subscriptionId: string,
  options: Options,
  catalogue: Catalogue,
  tally: ScanTally,
): Promise<void> {
  if (!GUID.test(subscriptionId))
    throw new UsageError('--subscription: the id of a subscription, a GUID, is wanted');
  const { catalogueOnly = false, all = false } = options;
  const chosen = choosePolicies(catalogue, options);
  if (catalogueOnly && !catalogue.policies.some(chosen)) throw new UsageError(noPolicy);
  const onResource = (): void => tally.addResource(false);
  const wanted = { subscriptionId, chosen, all, catalogueOnly, onResource };
  // Imported when it is needed: with Azure's SDKs, the scan of a file would start late.
  const { scanLiveSubscription, SignInError } = await import('../../src/monitoring/live-scan/index.ts');
  try {
    await print(scanLiveSubscription(catalogue, wanted, note), options, catalogue, tally);
  } catch (error) {
    if (error instanceof SignInError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
  if (tally.applicable === 0) noteNothing(`subscription ${subscriptionId}`);
}

async function print(
  findings: AsyncIterable<ScanFinding>,
  { format: name, all, output }: Options,
  catalogue: Catalogue,
  tally: ScanTally,
): Promise<void> {
  const format = scanFormats[name](all === true, catalogue);
  const go = async (): Promise<void> => {
    for await (const finding of findings) {
      tally.add(finding);
      await format.add(finding);
    }
    await format.end(tally);
  };
  if (output === undefined) return go();
  await writeToFile(givenPath(output), go);
  await write(`Summary: ${summary(tally)}\nThe findings are in ${output}.\n`);
}
