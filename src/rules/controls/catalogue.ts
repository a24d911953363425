import * as z from 'zod';
import { appRoot } from '../../base/index.ts';
import { compilePolicy, parseAliases, PolicyError } from '../policy/index.ts';
import type { AliasTable, CompileOptions, Policy } from '../policy/index.ts';
import { readBaaServices } from './baa-services.ts';
import { readControls } from './control-file.ts';
import { CatalogueError, openDataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { withFact } from './facts.ts';
import { readGuide } from './guide-file.ts';
import { readLaw } from './law-file.ts';
import { readTypesWithoutData } from './may-hold-phi.ts';
import { checkCitations, checkParameters, checkReadable } from './policy-checks.ts';
import { countedFor, readPolicyFiles } from './policy-file.ts';
import type { PolicyFile } from './policy-file.ts';
import { readRequirements, requirementsOf } from './requirements.ts';
import { readResourceTypes } from './resource-types.ts';
import { readStoreReasons } from './store-questions.ts';
import type { Catalogue, CataloguePolicy, Control, Requirement, ResourceType } from './types.ts';

interface CatalogueOptions {
  /** The folder `controls/`. Default: the one beside `src/`, and beside the bundle, which keeps that order. */
  readonly directory?: string | URL;
  /** Values for the policies' parameters: policy name -> parameter name -> value. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Reads and checks the safeguards, the resource types, the aliases and every policy, and compiles the policies.
 * Throws `CatalogueError`, naming file and field, at the first thing that does not hold together.
 */
export function loadCatalogue(options: CatalogueOptions = {}): Catalogue {
  const folder = openDataFolder(options.directory ?? new URL('controls/', appRoot));
  const parameters = options.parameters ?? {};
  const controls = readControls(folder);
  const byId = new Map(controls.map((control) => [control.id, control]));
  const aliases = readAliases(folder);
  const types = withPaths(readResourceTypes(folder), aliases);
  const files = readPolicyFiles(folder);
  checkParameters(files, parameters);
  const requirements = readRequirements(folder, aliases);
  const indexed = (type: string): boolean | undefined => types.get(type)?.indexed;
  const policies = files.map((file) => {
    checkCitations(file, byId);
    const policy = compile(file, { aliases, indexed }, parameters[file.definition.name]);
    checkReadable(file, policy, types, aliases);
    return describe(file, policy, requirementsOf(file, policy.resourceTypes, requirements, aliases));
  });
  return catalogue(controls, policies, types, {
    baaServices: readBaaServices(folder),
    definition: (name) => files.find(({ definition }) => definition.name === name)?.definition,
    guide: (name) => {
      const file = files.find(({ definition }) => definition.name === name)?.file;
      return file === undefined ? undefined : readGuide(folder, file);
    },
    law: readLaw(
      folder,
      controls.map(({ id }) => id),
    ),
    storeReasons: readStoreReasons(folder),
    typesWithoutData: readTypesWithoutData(folder),
  });
}

function compile(
  { file, definition }: PolicyFile,
  known: Pick<CompileOptions, 'aliases' | 'indexed'>,
  parameters = {},
): Policy {
  try {
    const policy = compilePolicy(definition, { ...known, parameters, name: definition.name });
    return withFact(policy, definition.properties.metadata.facts);
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw new CatalogueError(file, cause.path, cause.message.replace(`${cause.path}: `, ''), { cause });
  }
}

function describe(
  { definition }: PolicyFile,
  policy: Policy,
  requirements: readonly Requirement[] | undefined,
): CataloguePolicy {
  const { displayName, metadata } = definition.properties;
  const { severity, related, answers, failure, why, fix, version, remediation, exemptable } = metadata;
  return {
    name: definition.name,
    title: displayName,
    ...(failure !== undefined && { failure }),
    severity,
    controls: countedFor(metadata),
    ...(related && { related }),
    ...(answers && { answers }),
    why,
    fix,
    version,
    remediation: remediation?.kind ?? 'none',
    ...(remediation && { remedy: remediation }),
    ...(requirements && { requirements }),
    ...(exemptable !== undefined && { exemptable }),
    policy,
  };
}

function catalogue(
  controls: readonly Omit<Control, 'policies'>[],
  policies: readonly CataloguePolicy[],
  types: ReadonlyMap<string, ResourceType>,
  more: Pick<Catalogue, 'baaServices' | 'definition' | 'guide' | 'law' | 'storeReasons' | 'typesWithoutData'>,
): Catalogue {
  const whole = controls.map((control) => ({
    ...control,
    policies: policies.filter(({ controls }) => controls.includes(control.id)).map(({ name }) => name),
  }));
  const byId = new Map(whole.map((control) => [control.id, control]));
  const byName = new Map(policies.map((policy) => [policy.name, policy]));
  const anyType = policies.filter(({ policy }) => policy.resourceTypes === undefined);
  const named = new Set(policies.flatMap(({ policy }) => policy.resourceTypes ?? []));
  const byType = new Map(
    Array.from(named, (type) => [
      type,
      policies.filter(({ policy }) => policy.resourceTypes?.includes(type) ?? true),
    ]),
  );
  return {
    controls: whole,
    policies,
    types,
    ...more,
    policiesFor: (resourceType) => byType.get(resourceType.toLowerCase()) ?? anyType,
    policy: (name) => byName.get(name),
    control: (id) => byId.get(id),
  };
}

/** The types, each with the paths at which policies read it. */
function withPaths(
  types: ReadonlyMap<string, ResourceType>,
  { entries }: AliasTable,
): ReadonlyMap<string, ResourceType> {
  const paths = new Map<string, Record<string, string>>();
  for (const [alias, byType] of entries)
    for (const [type, { path }] of byType) paths.set(type, { ...paths.get(type), [alias]: path });
  return new Map(
    Array.from(types, ([name, type]) => {
      const own = paths.get(name);
      return [name, own ? { ...type, paths: own } : type];
    }),
  );
}

const lowerCase = z.string().refine((name) => name === name.toLowerCase(), 'must be in lower case');

const aliasFile = z.record(lowerCase, z.record(lowerCase, z.string().min(1)));

/** The aliases that the policies use: `{alias: {type: path}}`, type `*` where it does not matter. */
function readAliases(folder: DataFolder): AliasTable {
  return parseAliases(folder.read('aliases.json', aliasFile));
}
