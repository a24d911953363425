import type { Diagnostic } from './syntax.ts';

/** A file of rows that cannot be read. */
export class UnreadableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableError';
  }
}

/** The answer of the service to a query that it refuses. */
export interface Refusal {
  /** `SEM0100` for names that nothing is known of, `SYN0002` for what does not parse. */
  readonly code: string;
  readonly message: string;
  /** A table that does not exist. */
  readonly table?: string;
}

const unknownTable = 'KS204';
const unknownColumn = 'KS142';

/** The refusal that the first error calls for, if there is one. */
export function refusalOf(diagnostics: readonly Diagnostic[]): Refusal | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  // What follows from an unknown table is not worth telling.
  const error = errors.find(({ code }) => code === unknownTable) ?? errors[0];
  if (!error) return undefined;
  const name = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  if (error.code === unknownTable)
    return {
      code: 'SEM0100',
      message: `Failed to resolve table or column expression named '${name}'`,
      table: name,
    };
  if (error.code === unknownColumn)
    return { code: 'SEM0100', message: `Failed to resolve column or scalar expression named '${name}'` };
  const code = error.code.startsWith('KS0') ? 'SYN0002' : 'SEM0001';
  return { code, message: `${error.message} (${error.code} at ${error.start})` };
}
