import { Command } from 'commander';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import { explainControl, explainPolicy } from '../explanations.ts';
import { UsageError } from '../fail.ts';
import { write } from '../output.ts';

export const command = new Command('explain')
  .description('Explain a policy (by name) or a safeguard (by citation, as "164.312(e)(1)").')
  .argument('<policy|control>')
  .action(async (asked: string) => {
    const catalogue = loadCatalogue();
    const policy = catalogue.policy(asked);
    if (policy !== undefined) return write(explainPolicy(policy, catalogue));
    const control = catalogue.control(asked) ?? catalogue.control(asked.replace(/^(45 CFR )?§? ?/i, ''));
    if (control !== undefined) return write(explainControl(control, catalogue));
    throw new UsageError(
      `"${asked}" is neither a policy nor a safeguard: see phiwatch policies, phiwatch controls`,
    );
  });
