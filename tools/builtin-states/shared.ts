import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAliases } from '../../src/rules/policy/index.ts';

/** The folder of the built-in definitions, which lies beside the repository. */
export const builtinsFolder = join(import.meta.dirname, '../../../shared/builtin-policies');

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(builtinsFolder, file), 'utf8'));
}

type Definitions = readonly {
  readonly name: string;
  readonly properties: { readonly displayName: string };
}[];

/** The technical definitions of both initiatives, the initiatives, and the aliases they use. Throws where they are absent. */
export function readBuiltins() {
  return {
    definitions: read('definitions.json') as Definitions,
    aliases: parseAliases(read('aliases.json')),
    initiatives: {
      HIPAA_HITRUST_audit: read('initiatives/HIPAA_HITRUST_audit.json'),
      'HITRUST_CSF_v11.3': read('initiatives/HITRUST_CSF_v11.3.json'),
    },
  };
}
