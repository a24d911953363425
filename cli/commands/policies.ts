import { Command, Option } from 'commander';
import { compareSeverity } from '../../src/model/index.ts';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import { paintSeverity, write } from '../output.ts';
import { table } from '../table.ts';

const columns = [
  { title: 'Severity', width: 10 },
  { title: 'Policy', width: 36, least: 19 },
  { title: 'Looks at', width: 26, least: 14 },
  { title: 'Safeguards', width: 23, least: 12 },
];

export const command = new Command('policies')
  .description('List the policies: what they look at and which safeguards they count for.')
  .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
  .action(async ({ format }: { format: 'table' | 'json' }) => {
    const { policies, types } = loadCatalogue();
    const spelled = (type: string): string => types.get(type)?.type ?? type;
    const listed = policies.map(({ name, title, severity, controls, remediation, policy }) => ({
      name,
      title,
      resourceTypes: (policy.resourceTypes ?? []).map(spelled),
      severity,
      controls,
      effect: policy.effect,
      relatedTypes: policy.relatedTypes,
      remediation,
    }));
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
