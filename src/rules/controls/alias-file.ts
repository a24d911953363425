import * as z from 'zod';
import type { AliasTable } from '../policy/index.ts';
import { parseAliases } from '../policy/index.ts';
import type { DataFolder } from './data-folder.ts';

const file = 'aliases.json';

const lowerCase = z.string().refine((name) => name === name.toLowerCase(), 'must be in lower case');

const aliases = z.record(lowerCase, z.record(lowerCase, z.string().min(1)));

/** The aliases that the policies use: `{alias: {type: path}}`, type `*` where it does not matter. */
export function readAliases(folder: DataFolder): AliasTable {
  return parseAliases(folder.read(file, aliases));
}
