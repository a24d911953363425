import { Command, Option } from 'commander';
import { compareSeverity } from '../../src/model/index.ts';
import { loadCatalogue, policyPack, storeMatrix } from '../../src/rules/controls/index.ts';
import { UsageError } from '../fail.ts';
import { paintSeverity, write } from '../output.ts';
import { matrixText } from '../store-matrix-text.ts';
import { table } from '../table.ts';

const columns = [
  { title: 'Severity', width: 10 },
  { title: 'Policy', width: 36, least: 19 },
  { title: 'Looks at', width: 26, least: 14 },
  { title: 'Safeguards', width: 23, least: 12 },
];

export const command = new Command('policies')
  .description('List the policies: what they look at and which safeguards they count for.')
  .addOption(
    new Option(
      '--format <format>',
      'how to print; arm: a template that makes them and an initiative in Azure Policy',
    )
      .choices(['table', 'json', 'arm'])
      .default('table'),
  )
  .option(
    '--matrix',
    'show for each type that may hold PHI what each question about it is answered by, or why by nothing',
  )
  .action(async ({ format, matrix }: { format: 'table' | 'json' | 'arm'; matrix?: true }) => {
    const catalogue = loadCatalogue();
    const { policies, types } = catalogue;
    if (format === 'arm' && matrix === true)
      throw new UsageError('--format arm: expected without --matrix, which is no template');
    if (format === 'arm') return write(`${JSON.stringify(policyPack(catalogue), null, 2)}\n`);
    if (matrix === true) return write(matrixText(storeMatrix(catalogue), format));
    const spelled = (type: string): string => types.get(type)?.type ?? type;
    const listed = policies.map(
      ({ name, title, severity, controls, related = [], answers = [], remediation, policy }) => ({
        name,
        title,
        resourceTypes: (policy.resourceTypes ?? []).map(spelled),
        severity,
        controls,
        related,
        answers,
        effect: policy.effect,
        relatedTypes: policy.relatedTypes,
        remediation,
      }),
    );
    if (format === 'json') return write(`${JSON.stringify(listed, null, 2)}\n`);
    const rows = listed
      .toSorted((a, b) => compareSeverity(a.severity, b.severity))
      .map(({ name, title, resourceTypes, severity, controls }) => [
        paintSeverity(severity),
        `${title}\n${name}`,
        resourceTypes.join('\n') || 'any type',
        controls.join('\n'),
      ]);
    await write(table(columns, rows));
    return write(`${listed.length} policies\n`);
  });
