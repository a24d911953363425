#!/usr/bin/env node
import { Command } from 'commander';
import { accessReview } from './commands/access-review.ts';
import { controls } from './commands/controls.ts';
import { explain } from './commands/explain.ts';
import { login } from './commands/login.ts';
import { policies } from './commands/policies.ts';
import { scan } from './commands/scan.ts';
import { fail } from './fail.ts';
import { goOnWhenReaderLeaves } from './output.ts';

goOnWhenReaderLeaves();

const program = new Command('phiwatch')
  .description('Continuous HIPAA compliance for Azure, from the command line.')
  .showSuggestionAfterError()
  .addCommand(scan)
  .addCommand(explain)
  .addCommand(controls)
  .addCommand(policies)
  .addCommand(accessReview)
  .addCommand(login);

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
