import { Command, Option } from 'commander';
import { UsageError } from '../fail.ts';
import { givenPath } from '../given-path.ts';
import { jsonText } from '../json-text.ts';
import { write } from '../output.ts';
import { readTrouble } from '../read-text.ts';

interface Options {
  readonly key?: string;
  readonly jwks?: string;
  readonly format: 'text' | 'json';
}

export const command = new Command('evidence')
  .description('Verify packages of evidence.')
  // Subcommands take it over when they are made.
  .exitOverride();

command
  .command('verify')
  .summary('verify a package: every file, the ledger, the signature')
  .description(
    'Verify a package of evidence: that each file is the one that was signed, that the rows of the ledger follow from each other, and which\n' +
      'key signed. Nothing but the package and the keys is read. Without keys, those in the package are taken: the signer is unproven then.\n' +
      'Exit code 0: it holds; 1: it was refused, or could not be read.',
  )
  .argument('<file>', 'the package, a zip')
  .option('--key <file>', 'the public key to trust: PEM, JWK or JWKS')
  .option('--jwks <address>', 'the public keys to trust: https://HOST/PATH, or a file')
  .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
  .action(verify);

async function verify(file: string, { key, jwks, format }: Options): Promise<void> {
  if (key !== undefined && jwks !== undefined)
    throw new UsageError('--key and --jwks both say which keys to trust: give one of them');
  // Imported when it is needed: it brings much with it.
  const [{ verifyPackage }, { readKeys }, { verificationText }] = await Promise.all([
    import('../../src/evidence/package/index.ts'),
    import('../evidence/read-keys.ts'),
    import('../evidence/verification-text.ts'),
  ]);
  const keys = await readKeys({ key, jwks });
  const report = await verifyPackage(givenPath(file), keys && { keys }).catch((cause: unknown) => {
    throw new UsageError(`${file}: ${readTrouble(cause as NodeJS.ErrnoException)}`, { cause });
  });
  await write(format === 'json' ? jsonText(report) : verificationText(report));
  if (!report.ok) process.exitCode = 1;
}
