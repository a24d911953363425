import { Command, Option } from 'commander';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import { write } from '../output.ts';
import { table } from '../table.ts';

const columns = [
  { title: 'Safeguard', width: 47, least: 18 },
  { title: 'Designation', width: 13 },
  { title: 'Proofs', width: 25, least: 14 },
  { title: 'Policies', width: 10 },
];

export const command = new Command('controls')
  .description('List the safeguards of 45 CFR 164 and the proofs that each asks for.')
  .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
  .action(async ({ format }: { format: 'table' | 'json' }) => {
    const { controls } = loadCatalogue();
    if (format === 'json') return write(`${JSON.stringify(controls, null, 2)}\n`);
    const rows = controls.map(({ id, title, designation, proofs, policies }) => [
      `${id}\n${title}`,
      designation,
      proofs.join(', '),
      String(policies.length),
    ]);
    await write(table(columns, rows));
    const withPolicies = controls.filter(({ policies }) => policies.length > 0).length;
    return write(`${controls.length} safeguards, ${withPolicies} of them with policies\n`);
  });
