/** The most that a value of JSON may hold. */
interface JsonLimits {
  /** Objects and arrays within one another. */
  readonly levels: number;
  /** Characters of all names and values together; each member counts at least one. */
  readonly characters: number;
}

/** Tells what of a JSON value goes beyond its limits. It looks no further than these, and never recurses. */
export function beyondLimits(
  value: unknown,
  { levels, characters }: JsonLimits,
): 'levels' | 'characters' | undefined {
  let size = 0;
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: unknown[] = [];
    for (const each of level) {
      size += 1 + (typeof each === 'string' ? each.length : 0);
      if (size > characters) return 'characters';
      if (typeof each !== 'object' || each === null) continue;
      if (depth === levels) return 'levels';
      const names = Array.isArray(each) ? 0 : Object.keys(each).join('').length;
      const members: readonly unknown[] = Object.values(each);
      size += names;
      // Before they are gathered: an array may have millions.
      if (size + below.length + members.length > characters) return 'characters';
      for (const member of members) below.push(member);
    }
    level = below;
  }
  return undefined;
}
