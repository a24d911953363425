import type { Remedy } from '../../rules/controls/index.ts';
import { leavesOf } from './setting-paths.ts';
import type { PlannedChange } from './types.ts';

/** Values of settings from the most open to the most closed, by the lower-case name of the setting. */
const orders: Readonly<Record<string, readonly string[]>> = {
  disablelocalauth: ['false', 'true'],
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

/** Settings by which people and applications that use a resource as they may are shut out, by lower-case name. */
const cutting = new Set([
  'allowsharedkeyaccess',
  'defaultaction',
  'disablelocalauth',
  'networkaccesspolicy',
  'publicnetworkaccess',
]);

/**
 * The effect of a change on whoever uses a resource. `widens`: it opens the resource to more people or ways than before. `cuts-off`: it narrows, and may
 * shut out users who do no wrong. `unknown`: nothing is known of the setting, or of the value that it has.
 */
export type Direction = 'narrows' | 'cuts-off' | 'widens' | 'unknown';

/**
 * Returns the direction of a change to a resource of some type. Where the setting was not set, it may have had any value but the most
 * closed.
 */
export function directionOf({ path, before, after }: PlannedChange, type: string): Direction {
  const name = nameOf(path);
  const order = ordersOfTypes[`${type.toLowerCase()}#${name}`] ?? orders[name];
  if (!order) return 'unknown';
  const to = order.indexOf(textOf(after));
  const from = before === undefined ? 0 : order.indexOf(textOf(before));
  if (to < 0 || (from < 0 && to < order.length - 1)) return 'unknown';
  if (to < from) return 'widens';
  return to > from && cutting.has(name) ? 'cuts-off' : 'narrows';
}

/** Gives the direction of a whole plan, which is that of its worst change. */
export function directionOfAll(changes: readonly PlannedChange[], type: string): Direction {
  const all = changes.map((change) => directionOf(change, type));
  if (all.includes('widens')) return 'widens';
  if (all.includes('unknown') || all.length === 0) return 'unknown';
  return all.includes('cuts-off') ? 'cuts-off' : 'narrows';
}

/** Whether some change of a plan may shut out users. */
export function cutsOff(changes: readonly PlannedChange[], type: string): boolean {
  return changes.some((change) => directionOf(change, type) === 'cuts-off');
}

/** Whether a remedy can shut out users, whatever resource it is for. It is not known of one by a policy's own operations, before there is a plan. */
export function mayCutOff(remedy: Remedy | undefined): boolean {
  if (remedy?.kind !== 'patch') return false;
  return leavesOf(remedy.properties, 'properties').some(([path]) => cutting.has(nameOf(path)));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : '';
}
