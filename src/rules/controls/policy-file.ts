import * as z from 'zod';
import { lostUses, severities } from '../../model/index.ts';
import { CatalogueError } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { factNames } from './facts.ts';
import { storeQuestions } from './store-questions.ts';

/** Single values alone: lists and the like could take something away that somebody has put there. */
type Settings = { [name: string]: string | number | boolean | Settings };

const settings: z.ZodType<Settings> = z.lazy(() =>
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), settings])),
);

/** Names in requirements.json: there is a plan only for a resource that meets all of them. */
const requires = z.array(z.string()).min(1).exactOptional();

/** The way in which a finding is remediated. */
const remedy = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('patch'),
    /** The settings to write, under `properties`. */
    properties: settings,
    /** A child of the resource that has the settings; absent: the resource itself. */
    on: z.strictObject({ type: z.string(), name: z.string() }).exactOptional(),
    /** PUT where the provider takes no PATCH: the whole is sent as it was read, with the settings in it. */
    method: z.enum(['PATCH', 'PUT']).default('PATCH'),
    /** Settings that are sent along without being compared, under `properties`: the provider wants them beside the others. */
    with: settings.exactOptional(),
    requires,
    /** A warning of what may stop working. It is shown to the person who approves. */
    caution: z.string().min(1).exactOptional(),
    /** A use that the fix ends, where access logs tell of it: the recent use is shown to the person who approves. */
    ends: z.enum(lostUses).exactOptional(),
  }),
  /** By the policy's own `modify` operations. */
  z.strictObject({ kind: z.literal('modify'), requires, caution: z.string().min(1).exactOptional() }),
]);

export type PolicyRemedy = z.infer<typeof remedy>;

const definition = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be in kebab case'),
  properties: z.strictObject({
    displayName: z.string().min(1),
    description: z.string().min(1),
    mode: z.string().min(1),
    metadata: z.strictObject({
      category: z.string().min(1).exactOptional(),
      severity: z.enum(severities),
      controls: z.array(z.string()),
      /** A rule of the organization's own that it is about, where it shows nothing that the law asks: `regions` of `own/regions`. */
      ownRule: z.string().min(1).exactOptional(),
      /** Citations that it has to do with, and is not counted for. */
      related: z.array(z.string()).min(1).exactOptional(),
      /** The words for a resource that does not comply, after its name: `accepts unencrypted connections`. */
      failure: z.string().min(1).max(100).exactOptional(),
      why: z.string().min(1),
      fix: z.string().min(1),
      /** False where no reason is good enough to be excepted: then no exemption is taken. */
      exemptable: z.boolean().exactOptional(),
      version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a version like 1.0.0'),
      /** The questions about a store of PHI that the policy answers. */
      answers: z.array(z.enum(storeQuestions)).min(1).exactOptional(),
      /** A fact that is worked out of the resource before the rule looks at it: in `src/rules/controls/facts.ts`. */
      facts: z.enum(factNames).exactOptional(),
      /** The way in which the finding may be remediated, where that is safe. */
      remediation: remedy.exactOptional(),
    }),
    parameters: z.record(z.string(), z.unknown()).default({}),
    policyRule: z.record(z.string(), z.unknown()),
  }),
});

/** An ARM policy definition with the metadata that this catalogue adds. */
type PolicyDefinition = z.infer<typeof definition>;

export interface PolicyFile {
  /** `policies/<service>/<name>/policy.json` */
  readonly file: string;
  readonly definition: PolicyDefinition;
}

/** Ids of the safeguards that a policy counts for, and of the rule of the organization's own that it is about. */
export function countedFor({
  controls,
  ownRule,
}: PolicyDefinition['properties']['metadata']): readonly string[] {
  return ownRule === undefined ? controls : [...controls, `own/${ownRule}`];
}

/** Reads every policy folder, in the order of the names. A folder is named for its policy. */
export function readPolicyFiles(folder: DataFolder): readonly PolicyFile[] {
  const files = folder
    .folders('policies')
    .flatMap((service) =>
      folder.folders(`policies/${service}`).map((name) => readPolicy(folder, service, name)),
    )
    .toSorted((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
  for (const [index, { file, definition }] of files.entries()) {
    const previous = files[index - 1];
    if (previous?.definition.name === definition.name) {
      throw new CatalogueError(file, 'name', `${definition.name} is taken by ${previous.file}`);
    }
  }
  return files;
}

function readPolicy(folder: DataFolder, service: string, name: string): PolicyFile {
  const file = `policies/${service}/${name}/policy.json`;
  const policy = folder.read(file, definition);
  if (policy.name !== name) throw new CatalogueError(file, 'name', `must be ${name}, as its folder`);
  return { file, definition: policy };
}
