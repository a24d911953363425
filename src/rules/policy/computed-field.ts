import type { Frame } from './frame.ts';
import { knownApiVersion } from './frame.ts';
import { Undecidable } from './policy-error.ts';
import { property, textOf } from './value.ts';

type Compute = (subject: Readonly<Record<string, unknown>>, frame: Frame) => unknown;

/** Fields that are worked out instead of read, by lower-case name. */
const COMPUTED: ReadonlyMap<string, Compute> = new Map<string, Compute>([
  ['apiversion', apiVersion],
  ['fullname', fullName],
]);

/** Returns the function that works a field out; undefined: it is read as it stands. */
export function computedField(name: string): Compute | undefined {
  return COMPUTED.get(name.toLowerCase());
}

/** The context has the version of the `if` resource alone. */
function apiVersion(subject: Readonly<Record<string, unknown>>, frame: Frame): unknown {
  if (subject === frame.resource) return knownApiVersion(frame);
  throw new Undecidable('the api-version of the related resource is not known');
}

/** The name with those of its parents: `server/database`. */
function fullName(subject: Readonly<Record<string, unknown>>): unknown {
  const stated = property(subject, 'fullName');
  if (stated !== undefined) return stated;
  const id = textOf(property(subject, 'id'));
  const provider = id.toLowerCase().lastIndexOf('/providers/');
  if (provider < 0) return property(subject, 'name');
  const segments = id.slice(provider + '/providers/'.length).split('/');
  return segments.filter((_, i) => i >= 2 && i % 2 === 0).join('/');
}
