/** Every alias that a rule names, sorted: as a `field` (conditions, counts, operations) or in a call of `field()`. */
export function aliasesNamed(rule: unknown): readonly string[] {
  const names = new Set<string>();
  collect(rule, '', names);
  return [...names].toSorted();
}

function collect(value: unknown, key: string, names: Set<string>): void {
  if (typeof value === 'string') {
    for (const name of fieldsIn(value, key)) if (isAlias(name)) names.add(name);
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, key, names);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) collect(item, key, names);
  }
}

function fieldsIn(text: string, key: string): string[] {
  const isExpression = text.startsWith('[') && !text.startsWith('[[');
  if (isExpression)
    return Array.from(text.matchAll(/\bfield\(\s*'([^']+)'\s*\)/gi), ([, name]) => name ?? '');
  return key.toLowerCase() === 'field' ? [text] : [];
}

/** `type`, `location` and `tags[...]` are fields of every resource; a tag's name may hold a slash. */
function isAlias(field: string): boolean {
  return field.includes('/') && !/^tags[.[]/i.test(field);
}
