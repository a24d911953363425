import { Command, Option } from 'commander';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import { table, write } from '../output.ts';

export const command = new Command('controls')
  .description('List the safeguards of 45 CFR 164.308-316 and what shows each of them met.')
  .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
  .action(async ({ format }: { format: 'table' | 'json' }) => {
    const { controls } = loadCatalogue();
    if (format === 'json') return write(`${JSON.stringify(controls, null, 2)}\n`);
    const rows = controls.map(({ id, title, designation, proofs, policies }) => [
      id,
      title,
      designation,
      proofs.join(', '),
      String(policies.length),
    ]);
    await write(
      table(['Safeguard', 'Title', 'Designation', 'Proofs', 'Policies'], [24, 32, 13, 15, 10], rows),
    );
    const withPolicies = controls.filter(({ policies }) => policies.length > 0).length;
    return write(`${controls.length} safeguards, ${withPolicies} of them with policies\n`);
  });
