import type { Root } from '../binding.ts';
import { observeField, readAll } from '../compiler.ts';
import type { Place } from '../compiler.ts';
import { compileField } from '../field.ts';
import type { FieldReader } from '../field.ts';
import type { Frame } from '../frame.ts';
import { PolicyError } from '../policy-error.ts';
import { foldCase } from '../text.ts';

type Read = (frame: Frame) => unknown;

/**
 * The function `field()`: "" for an absent scalar; for `[*]` an array of the members, one element where a count
 * around it selects the member. https://learn.microsoft.com/azure/governance/policy/how-to/author-policies-for-arrays
 * @param observe whether its values are told with those that the rule reads
 */
export function fieldValue(name: string, place: Place, observe: boolean): Read {
  const types = place.compiler.aliases.entries.get(name.toLowerCase());
  if (!isOfRelated(name, place, types)) return valueFrom('resource', name, place, observe);
  const related = valueFrom('related', name, place, observe);
  if (types === undefined || types.size < 2) return related;
  // An alias that both types have, as `Microsoft.Compute/imageOffer`, compares the one with the other.
  const own = valueFrom('resource', name, place, observe);
  return (frame) => (types.has(frame.type) ? own(frame) : related(frame));
}

/** In an existenceCondition `field()` means the `if` resource, save for aliases of the related type. */
function isOfRelated(
  name: string,
  { compiler, environment }: Place,
  types: ReadonlyMap<string, unknown> | undefined,
): boolean {
  const { relatedType } = compiler;
  if (environment.section !== 'existence' || relatedType === undefined) return false;
  return name.toLowerCase().startsWith(`${relatedType}/`) || types?.has(relatedType) === true;
}

function valueFrom(from: Root, name: string, place: Place, observe: boolean): Read {
  const reader = readerFor(name, place, from);
  const { section, scopes } = place.environment;
  if (observe && section !== 'details' && scopes.length === 0) observeField(place.compiler, section, reader);
  if (reader.spreads) return (frame) => readAll(reader, frame);
  if (!reader.ofMember) return (frame) => reader.read(frame) ?? '';
  return (frame) => {
    const value = reader.read(frame);
    return value === undefined ? [] : [value];
  };
}

function readerFor(name: string, { compiler, environment }: Place, from: Root): FieldReader {
  const { aliases, relatedType } = compiler;
  return compileField(name, { aliases, environment, relatedType, from });
}

/** `current('name')` of a value count, or `current('alias[*].property')` of a field count. @throws PolicyError */
export function currentValue(name: string, place: Place): Read {
  const folded = foldCase(name);
  const { scopes, section } = place.environment;
  const scope = scopes.findLast((each) => each.kind === 'value' && foldCase(each.name) === folded);
  if (scope) return (frame) => frame.slots[scope.slot];
  if (!scopes.some((each) => each.kind === 'field' && folded.startsWith(each.name))) {
    throw new PolicyError(place.path, `current('${name}') names no count around it`);
  }
  const reader = readerFor(name, place, section === 'existence' ? 'related' : 'resource');
  return (frame) => readAll(reader, frame);
}

/** `current()`: the member of the innermost count. @throws PolicyError */
export function innermostValue(place: Place): Read {
  const scope = place.environment.scopes.at(-1);
  if (!scope) throw new PolicyError(place.path, 'current() stands outside of a count');
  if (scope.alias !== undefined && scope.alias.length > scope.name.length)
    return currentValue(scope.alias, place);
  return (frame) => frame.slots[scope.slot];
}
