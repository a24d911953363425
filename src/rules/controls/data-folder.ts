import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';

/** The folder `controls/`: JSON files read by their path in it. All failures are `CatalogueError`. */
export interface DataFolder {
  /** Parses a file and checks it against a schema. */
  read<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema>;
  /** Names of the folders directly under `path`, sorted. */
  folders(path: string): string[];
}

export function openDataFolder(directory: string | URL): DataFolder {
  const root = directory instanceof URL ? fileURLToPath(directory) : directory;
  if (!existsSync(root)) throw new CatalogueError(root, '', 'there is no such folder of controls');
  return {
    read: (file, schema) => check(file, schema, parse(file, join(root, file))),
    folders: (path) =>
      readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .toSorted(),
  };
}

function parse(file: string, path: string): unknown {
  if (!existsSync(path)) throw new CatalogueError(file, '', 'the file is missing');
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new CatalogueError(file, '', `is not JSON: ${String(cause)}`, { cause });
  }
}

function check<Schema extends z.ZodType>(file: string, schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw new CatalogueError(file, pathText(first?.path ?? []), first?.message ?? 'is not valid', {
    cause: result.error,
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** The catalogue's data are not as they must be. Names the file and, in it, the field. */
export class CatalogueError extends Error {
  /** Relative to the catalogue's folder, or absolute where the folder itself is at fault. */
  readonly file: string;
  /** JSON path: `properties.metadata.severity`; empty where the file as a whole is at fault. */
  readonly field: string;

  constructor(file: string, field: string, problem: string, options?: ErrorOptions) {
    super([file, field, problem].filter(Boolean).join(': '), options);
    this.name = 'CatalogueError';
    this.file = file;
    this.field = field;
  }
}
