import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** One change to the code that a test should notice. */
export interface Fault {
  readonly id: string;
  /** `src/response/approval/votes.ts:12:7`, counted from 1. */
  readonly place: string;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  /** The same fault in an unchanged file has the same key in every run. */
  readonly key: string;
}

export interface FaultyFolder {
  readonly faults: readonly Fault[];
  /** By path: the code with all of its faults, each asleep until its id is the active one. */
  readonly sources: ReadonlyMap<string, string>;
}

const silent = { isDebugEnabled: () => false, debug: () => undefined, info: () => undefined };

/** Stryker's own faults for the files of a folder. Texts are left out: messages and pages have tests of their own. */
export async function faultsOf(root: string, folder: string): Promise<FaultyFolder> {
  const files = globSync(`src/${folder}/**/*.ts`, { cwd: root })
    .filter((file) => !/(^|\/)(index|ports|settings|[^/]*types)\.ts$/.test(file))
    .toSorted()
    .map((name) => ({ name, mutate: true, content: readFileSync(join(root, name), 'utf8') }));
  const contents = new Map(files.map(({ name, content }) => [name, content]));
  const instrumenter = new Instrumenter(silent as unknown as ConstructorParameters<typeof Instrumenter>[0]);
  const result = await instrumenter.instrument(files, {
    plugins: null,
    ignorers: [],
    excludedMutations: ['StringLiteral'],
  });
  const faults = result.mutants
    .filter(({ status }) => status === undefined)
    .map(({ id, fileName, location: { start, end }, mutatorName, replacement }) => {
      const content = contents.get(fileName)!;
      const offset = ({ line, column }: typeof start): number =>
        content.split('\n', line).reduce((sum, text) => sum + text.length + 1, column);
      const before = content.slice(offset(start), offset(end));
      const place = `${fileName}:${start.line + 1}:${start.column + 1}`;
      const key = createHash('sha256')
        .update(JSON.stringify([content, place, before, replacement]))
        .digest('hex');
      return { id, place, kind: mutatorName, before, after: replacement, key };
    });
  const sources = new Map(result.files.map(({ name, content }) => [join(root, name), content]));
  return { faults, sources };
}
