/** The public keys of the signer, a JWKS. RFC 7517. */
export const keysFile = 'keys.json';

/** Longer paths do not fit into the folders of some systems. */
const longestPath = 200;

/** Letters, digits and signs that each system takes in the name of a file. */
const segment = /^[A-Za-z0-9 !#$%&'()+,.;=@[\]^_`{}~-]+$/;

/**
 * Returns what is wrong with the path of a file in a package, as the rest of a sentence; undefined: nothing. What a stranger unpacks must
 * stay below the folder that he chose, and give the same files on each system.
 */
export function pathTrouble(path: string): string | undefined {
  if (path.length > longestPath) return `has a path of more than ${longestPath} characters`;
  if (path.endsWith('/')) return 'is a folder: only files are expected';
  if (path.startsWith('/')) return 'has a path that is not relative';
  if (path.includes('\\')) return 'has a path with a backslash';
  for (const part of path.split('/')) {
    if (part === '..' || part === '.') return `has a path with "${part}"`;
    if (!segment.test(part)) return 'has a path with characters that not each system takes';
    if (part.endsWith('.') || part.endsWith(' '))
      return 'has a path with a part that ends with "." or a space';
  }
  return undefined;
}

/** Paths that were taken, and whether another can be told from each of them on a system that does not tell cases apart. */
export function distinctPaths() {
  const files = new Set<string>();
  const folders = new Set<string>();
  return {
    /** @returns what is wrong with one more path; undefined: it is taken now */
    add(path: string): string | undefined {
      const key = path.toLowerCase();
      const above = foldersOf(key);
      if (files.has(key)) return 'is there twice';
      if (folders.has(key) || above.some((folder) => files.has(folder))) return 'is a file and a folder';
      files.add(key);
      for (const folder of above) folders.add(folder);
      return undefined;
    },
  };
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
