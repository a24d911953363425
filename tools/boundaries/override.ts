/** One pattern of oxlint's `no-restricted-imports`: globs as in .gitignore, of which `!` takes back; or a regex, without lookahead. */
export interface Pattern {
  readonly group?: readonly string[];
  readonly regex?: string;
  readonly message: string;
}

/** A module of which values are refused. */
export interface TypesOnly {
  readonly name: string;
  readonly allowTypeImports: true;
  readonly message: string;
}

export interface Override {
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, unknown>>;
}

/** Refuses imports in these files. */
export function override(
  files: readonly string[],
  patterns: readonly Pattern[],
  paths: readonly TypesOnly[] = [],
): Override {
  const options = paths.length === 0 ? { patterns } : { paths, patterns };
  return { files, rules: { 'no-restricted-imports': ['error', options] } };
}
