/** A place in the source, and what is wrong there. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** One import, export from elsewhere or dynamic import, of a type or of a value. */
export interface Import {
  readonly specifier: string;
  /** The file that it leads to, from the root; of a package of ours its folder; nothing for what comes from npm or Node. */
  readonly target: string | undefined;
  readonly line: number;
}

/** A name or a text in the source. */
export interface Named {
  readonly name: string;
  readonly line: number;
}

/** One file of TypeScript, as far as the rules of the house look into it. Paths are from the root, with `/`. */
export interface Module {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Types that it declares and exports; what it only passes on is not among them. */
  readonly types: readonly Named[];
  readonly identifiers: readonly Named[];
  readonly texts: readonly Named[];
  /** The texts of its doc comments, from their first word on. */
  readonly docs: readonly Named[];
}

/** Says whether a module is no test. Tests may import what they test; the linter checks what else they import. */
export function isNoTest({ path }: Module): boolean {
  return !/^(packages\/[^/]+\/)?test\//.test(path);
}
