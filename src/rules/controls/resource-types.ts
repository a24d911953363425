import * as z from 'zod';
import { CatalogueError } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import type { ResourceType } from './types.ts';

const file = 'types.json';

const resourceType = z.strictObject({
  type: z
    .string()
    .regex(/^[A-Za-z0-9.]+(?:\/[A-Za-z0-9.]+)+$/, 'must be a type like Microsoft.Storage/storageAccounts'),
  apiVersion: z.string().regex(/^\d{4}-\d{2}-\d{2}(?:-[a-z]+)?$/, 'must be an api-version like 2024-01-01'),
  kind: z.enum(['tracked', 'child', 'extension', 'container']),
  indexed: z.boolean(),
  wholeInLists: z.literal(true).exactOptional(),
  dataStore: z.boolean().exactOptional(),
});

/** Reads the table of resource types, by lower-case name. It says how each is read. */
export function readResourceTypes(folder: DataFolder): ReadonlyMap<string, ResourceType> {
  const types = Object.entries(folder.read(file, z.record(z.string(), resourceType)));
  for (const [key, { type }] of types) {
    if (key !== type.toLowerCase()) throw new CatalogueError(file, key, `must be ${type} in lower case`);
  }
  return new Map(types);
}
