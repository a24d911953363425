import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { fail } from './fail.ts';

/** By name. Only the one that is called is loaded: each brings what it works with, and a command starts at once. */
const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  scan: () => import('./commands/scan.ts'),
  explain: () => import('./commands/explain.ts'),
  controls: () => import('./commands/controls.ts'),
  policies: () => import('./commands/policies.ts'),
  'access-review': () => import('./commands/access-review.ts'),
  drill: () => import('./commands/drill.ts'),
  evidence: () => import('./commands/evidence.ts'),
  ledger: () => import('./commands/ledger.ts'),
  login: () => import('./commands/login.ts'),
};

/** Runs the command of these arguments, and leaves its exit code in `process.exitCode`. */
export async function run(args: readonly string[]): Promise<void> {
  const program = new Command('phiwatch')
    .description('Continuous HIPAA compliance for Azure, from the command line.')
    .version(manifest.version)
    .showSuggestionAfterError()
    .exitOverride();
  try {
    const called = Object.entries(commands).filter(([name]) => name === args[0]);
    for (const [, load] of called.length > 0 ? called : Object.entries(commands))
      program.addCommand((await load()).command.exitOverride());
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    // What Commander ends by itself, it has told of.
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else fail(error);
  }
}
