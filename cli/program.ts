import { Command, CommanderError } from 'commander';
import { accessReview } from './commands/access-review.ts';
import { controls } from './commands/controls.ts';
import { explain } from './commands/explain.ts';
import { login } from './commands/login.ts';
import { policies } from './commands/policies.ts';
import { scan } from './commands/scan.ts';
import { fail } from './fail.ts';

const program = new Command('phiwatch')
  .description('Continuous HIPAA compliance for Azure, from the command line.')
  .showSuggestionAfterError()
  .exitOverride();
for (const command of [scan, explain, controls, policies, accessReview, login])
  program.addCommand(command.exitOverride());

/** Runs the command of these arguments, and leaves its exit code in `process.exitCode`. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // What Commander ends by itself, it has told of.
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else fail(error);
  }
}
