import { CatalogueError } from '../src/rules/controls/index.ts';

/** The user asked for what is not there, or cannot be done: told in one line, without a stack. */
export class UsageError extends Error {}

/** Ends the command with exit code 1: what cannot be done is told in one line; a defect keeps its stack. */
export function fail(error: unknown): void {
  const expected = error instanceof UsageError || error instanceof CatalogueError;
  console.error(expected ? `error: ${error.message.replaceAll('\n', ' ')}` : error);
  process.exitCode = 1;
}
