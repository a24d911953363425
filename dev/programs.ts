import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { inOneFile } from './one-file.ts';

/** Azurite, in one file. */
export function azuriteProgram(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  // A database that it can keep its data in, and its telemetry.
  return inOneFile({
    name: 'azurite',
    entry,
    format: 'cjs',
    leftOut: ['sequelize', 'applicationinsights'],
  });
}

/** The development host, in one file. */
export function hostProgram(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve('@phiwatch/functions-dev-host/main'));
  return inOneFile({ name: 'host', entry, format: 'esm' });
}
