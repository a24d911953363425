import * as z from 'zod';
import { compilePolicy, PolicyError } from '../policy/index.ts';
import type { AliasTable } from '../policy/index.ts';
import { aliasesNamed } from './aliases-named.ts';
import { CatalogueError } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import type { PolicyFile } from './policy-file.ts';
import type { Requirement } from './types.ts';

const file = 'requirements.json';

const requirements = z.record(
  z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be in kebab case'),
  z.strictObject({
    /** A condition as in the `if` of a policy. */
    condition: z.record(z.string(), z.unknown()),
    /** The rest of a sentence, without a full stop: what is missing, and what is to be done first. */
    otherwise: z.string().regex(/[^.]$/, 'must not end with a full stop'),
  }),
);

type Compiled = Requirement & { readonly aliases: readonly string[] };

/** Reads and compiles the conditions that remedies name. */
export function readRequirements(folder: DataFolder, aliases: AliasTable): ReadonlyMap<string, Compiled> {
  const read = Object.entries(folder.read(file, requirements));
  return new Map(
    read.map(([name, { condition, otherwise }]) => [
      name,
      { name, otherwise, aliases: aliasesNamed(condition), evaluate: compile(name, condition, aliases) },
    ]),
  );
}

/** Returns what the remedy of a policy requires. Each alias must have a path in one of the policy's types: else the condition would look at nothing. */
export function requirementsOf(
  policy: PolicyFile,
  types: readonly string[] | undefined,
  known: ReadonlyMap<string, Compiled>,
  aliases: AliasTable,
): readonly Requirement[] | undefined {
  const { remediation } = policy.definition.properties.metadata;
  return remediation?.requires?.map((name, index) => {
    const field = `properties.metadata.remediation.requires[${index}]`;
    const requirement = known.get(name);
    if (!requirement) throw new CatalogueError(policy.file, field, `${file} has no requirement ${name}`);
    const strange = requirement.aliases.find((alias) => {
      const paths = aliases.entries.get(alias.toLowerCase());
      return !paths?.has('*') && !types?.some((type) => paths?.has(type));
    });
    if (strange !== undefined)
      throw new CatalogueError(
        policy.file,
        field,
        `${name} asks for ${strange}, which the policy's types lack`,
      );
    return requirement;
  });
}

function compile(name: string, condition: unknown, aliases: AliasTable): Requirement['evaluate'] {
  const policyRule = { if: condition, then: { effect: 'audit' } };
  const policy = compiled(name, { name, properties: { mode: 'All', policyRule } }, aliases);
  return (resource) => {
    const { effect, unknown } = policy.decide(resource);
    if (unknown !== undefined) return { unknown };
    return effect === null ? 'unmet' : 'met';
  };
}

function compiled(name: string, definition: unknown, aliases: AliasTable) {
  try {
    return compilePolicy(definition, { aliases });
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    const field = `${name}.${cause.path.replace('properties.policyRule.if', 'condition')}`;
    throw new CatalogueError(file, field, cause.message.replace(`${cause.path}: `, ''), { cause });
  }
}
