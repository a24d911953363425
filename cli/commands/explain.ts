import { Command } from 'commander';
import { controlsCited, loadCatalogue } from '../../src/rules/controls/index.ts';
import { explainControl, explainPolicy, listControls } from '../explanations.ts';
import { UsageError } from '../fail.ts';
import { write } from '../output.ts';
import { suggestion } from '../suggestions.ts';

export const command = new Command('explain')
  .description(
    'Explain a policy (by name) or a safeguard (by citation, as "164.312(e)(1)"), or list the safeguards under "164.312".',
  )
  .argument('<policy|control>')
  .action(async (asked: string) => {
    const catalogue = loadCatalogue();
    const policy = catalogue.policy(asked);
    if (policy !== undefined) return write(explainPolicy(policy, catalogue));
    const cited = controlsCited(asked, catalogue.controls);
    const [control] = cited;
    if (control !== undefined)
      return write(cited.length === 1 ? explainControl(control, catalogue) : listControls(asked, cited));
    const names = [...catalogue.policies.map(({ name }) => name), ...catalogue.controls.map(({ id }) => id)];
    const meant = suggestion(asked, names) || ' See phiwatch policies, phiwatch controls.';
    throw new UsageError(`"${asked}" is neither a policy nor a safeguard.${meant}`);
  });
