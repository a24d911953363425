import * as z from 'zod';
import type { DataFolder } from './data-folder.ts';
import type { Catalogue } from './types.ts';

const file = 'types-without-data.json';

const lowerCase = z.string().refine((name) => name === name.toLowerCase(), 'must be in lower case');

/** Reads the lower-case types of which no policy is made and that hold nothing of patients: alert rules, addresses, routes. */
export function readTypesWithoutData(folder: DataFolder): ReadonlySet<string> {
  return new Set(folder.read(file, z.array(lowerCase)));
}

/** Whether resources of a type may hold PHI. Of a type that nobody here knows, they may. */
export function mayHoldPhi(
  type: string,
  { types, storeReasons, typesWithoutData }: Pick<Catalogue, 'types' | 'storeReasons' | 'typesWithoutData'>,
): boolean {
  const key = type.toLowerCase();
  const known = types.get(key);
  if (known?.dataStore === true || storeReasons.has(key)) return true;
  return known === undefined && !typesWithoutData.has(key);
}
