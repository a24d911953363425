/** A row of the table, as it is written. Lists are separated by spaces; `a/{b,c}` is `a/b a/c`. */
export interface Row {
  /** One plain sentence: what is in it. */
  readonly holds: string;
  /** Folders of src/, each by its `index.ts`. */
  readonly imports?: string;
  /** Folders of src/ of which only types may be imported. */
  readonly types?: string;
  /** Folders beside src/. */
  readonly beside?: string;
  /** Workspaces of packages/, each by its name. */
  readonly packages?: string;
  /** Single files that may be imported as well, and why. */
  readonly files?: Readonly<Record<string, string>>;
  /** The number of levels of sub-folders that are its own. */
  readonly depth?: number;
  /** Whether it holds no code. */
  readonly isData?: true;
  /** Single files that may import what the others may not. */
  readonly except?: Readonly<Record<string, { readonly packages: string; readonly because: string }>>;
}

/** A folder of the house, with paths from the root. */
export interface Folder {
  readonly path: string;
  readonly holds: string;
  readonly imports: readonly string[];
  readonly types: readonly string[];
  readonly files: readonly string[];
  /** Folders of the table that lie in it. */
  readonly inner: readonly string[];
  readonly depth: number;
  readonly isData: boolean;
  readonly except: Readonly<Record<string, readonly string[]>>;
}

/** Rows as folders, in the order of the table: src/ first. */
export function asFolders(concepts: Record<string, Row>, outside: Record<string, Row>): readonly Folder[] {
  const rows = [
    ...Object.entries(concepts).map(([name, row]) => [`src/${name}`, row] as const),
    ...Object.entries(outside),
  ];
  const paths = rows.map(([path]) => path);
  return rows.map(([path, row]) => asFolder(path, row, paths));
}

function asFolder(path: string, row: Row, paths: readonly string[]): Folder {
  const { holds, files = {}, depth = 0, isData = false, except = {} } = row;
  const imports = [
    ...expand(row.imports).map((name) => `src/${name}`),
    ...expand(row.beside),
    ...expand(row.packages).map((name) => `packages/${name}`),
  ];
  const types = expand(row.types).map((name) => `src/${name}`);
  const exceptions = Object.entries(except).map(([file, { packages }]) => [
    file,
    expand(packages).map((name) => `packages/${name}`),
  ]);
  const start = `${path}/`;
  return {
    path,
    holds,
    imports,
    types,
    files: Object.keys(files),
    inner: paths.filter((other) => other.startsWith(start)).map((other) => other.slice(start.length)),
    depth,
    isData,
    except: Object.fromEntries(exceptions),
  };
}

/** `records platform/{auth,store}` as paths. */
export function expand(list = ''): string[] {
  return list
    .split(' ')
    .filter((item) => item !== '')
    .flatMap((item) => {
      const [, prefix = '', names] = /^(.*)\{(.*)\}$/.exec(item) ?? [];
      return names === undefined ? [item] : names.split(',').map((name) => prefix + name);
    });
}

/** The folder that a file or folder lies in: the innermost of the table. */
export function folderOf(path: string, folders: readonly Folder[]): Folder | undefined {
  return folders
    .filter((folder) => path === folder.path || path.startsWith(`${folder.path}/`))
    .reduce<Folder | undefined>(
      (best, folder) => (best && best.path.length >= folder.path.length ? best : folder),
      undefined,
    );
}

/** Returns the entry of a folder of src/, of which nothing else may be imported; undefined for other folders. */
export function entryOf(path: string): string | undefined {
  return path.startsWith('src/') ? `${path}/index.ts` : undefined;
}
