import type { ResourceType } from '../../rules/controls/index.ts';

/** The one api-version of a type, or why there is none. */
export type TypeVersion =
  | { readonly apiVersion: string; readonly why?: undefined }
  | { readonly apiVersion?: undefined; readonly why: string };

/** @param types by lower-case name */
export function usedVersion(types: ReadonlyMap<string, ResourceType>, type: string): TypeVersion {
  const known = types.get(type.toLowerCase());
  if (!known) return { why: `no api-version is known for ${type}` };
  if (known.notOffered !== undefined) return { why: `${known.type}: ${known.notOffered}` };
  return { apiVersion: known.apiVersion };
}
