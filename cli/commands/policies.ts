import { Command, Option } from 'commander';
import { compareSeverity } from '../../src/model/index.ts';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import { paintSeverity, table, write } from '../output.ts';

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
    await write(table(['Severity', 'Policy', 'Looks at', 'Safeguards'], [10, 36, 26, 23], rows));
    return write(`${listed.length} policies\n`);
  });
