import { observeField, readAll } from '../compiler.ts';
import { compileField } from '../field.ts';
import type { FieldReader } from '../field.ts';
import type { Frame } from '../frame.ts';
import type { Place } from './compile.ts';

/** The reader of a field named in an expression; in an existenceCondition that is the `if` resource, save for aliases of the related type. */
export function fieldReaderFor(name: string, { compiler, environment }: Place): FieldReader {
  const related =
    environment.section === 'existence' &&
    compiler.relatedType !== undefined &&
    name.toLowerCase().startsWith(`${compiler.relatedType}/`);
  return compileField(name, {
    aliases: compiler.aliases,
    environment,
    from: related ? 'related' : 'resource',
  });
}

/**
 * The function `field()`: "" for an absent scalar; for `[*]` an array of the members, one element where a count
 * around it selects the member. https://learn.microsoft.com/azure/governance/policy/how-to/author-policies-for-arrays
 */
export function fieldValue(name: string, place: Place): (frame: Frame) => unknown {
  const reader = fieldReaderFor(name, place);
  const { section, scopes } = place.environment;
  if (section !== 'details' && scopes.length === 0) observeField(place.compiler, section, reader);
  if (reader.spreads) return (frame) => readAll(reader, frame);
  if (!reader.ofMember) return (frame) => reader.read(frame) ?? '';
  return (frame) => {
    const value = reader.read(frame);
    return value === undefined ? [] : [value];
  };
}
