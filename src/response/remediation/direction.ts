import type { PlannedChange } from './types.ts';

/** Values of settings from the most open to the most closed, by the lower-case name of the setting. */
const orders: Readonly<Record<string, readonly string[]>> = {
  publicnetworkaccess: ['enabled', 'securedbyperimeter', 'disabled'],
  networkaccesspolicy: ['allowall', 'allowprivate', 'denyall'],
  defaultaction: ['allow', 'deny'],
  supportshttpstrafficonly: ['false', 'true'],
  httpsonly: ['false', 'true'],
  allowblobpublicaccess: ['true', 'false'],
  allowsharedkeyaccess: ['true', 'false'],
  isversioningenabled: ['false', 'true'],
  minimumtlsversion: ['tls1_0', 'tls1_1', 'tls1_2', 'tls1_3'],
  minimaltlsversion: ['none', '1.0', '1.1', '1.2', '1.3'],
  mintlsversion: ['1.0', '1.1', '1.2', '1.3'],
  scmmintlsversion: ['1.0', '1.1', '1.2', '1.3'],
  ftpsstate: ['allallowed', 'ftpsonly', 'disabled'],
};

/** The same, by resource type, for settings whose names mean other things elsewhere. */
const ordersOfTypes: Readonly<Record<string, readonly string[]>> = {
  'microsoft.sql/servers/databases/transparentdataencryption#state': ['disabled', 'enabled'],
  'microsoft.dbforpostgresql/flexibleservers/configurations#value': ['off', 'on'],
};

/**
 * Whether a change to a resource of some type opens it to more people or ways than before. `unknown`: nothing is known of the setting, or of the value that it
 * has; where it was not set, it may have had any value but the most closed.
 */
export function directionOf(
  { path, before, after }: PlannedChange,
  type: string,
): 'narrows' | 'widens' | 'unknown' {
  const name = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const order = ordersOfTypes[`${type.toLowerCase()}#${name}`] ?? orders[name];
  if (!order) return 'unknown';
  const to = order.indexOf(textOf(after));
  const from = before === undefined ? 0 : order.indexOf(textOf(before));
  if (to < 0 || (from < 0 && to < order.length - 1)) return 'unknown';
  return to >= from ? 'narrows' : 'widens';
}

/** Gives the direction of a whole plan: one change that widens is enough. */
export function directionOfAll(
  changes: readonly PlannedChange[],
  type: string,
): 'narrows' | 'widens' | 'unknown' {
  const all = changes.map((change) => directionOf(change, type));
  if (all.includes('widens')) return 'widens';
  return all.includes('unknown') || all.length === 0 ? 'unknown' : 'narrows';
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : '';
}
