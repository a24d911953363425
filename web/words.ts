/** Names of people by object id, as far as the directory knows them. */
export type People = Readonly<Record<string, string>>;

/** A part of a sentence. Times and people are shown each in their own way. */
export type Word = string | { readonly at: string } | { readonly who: string };

export type Words = readonly Word[];

/** The name of a person or application; where the directory has none, the beginning of the id. */
export function personOf(id: string, people: People = {}): string {
  return people[id] ?? (id.length > 12 ? `${id.slice(0, 8)}…` : id);
}

/** Words as plain text. @param momentOf how a time is written */
export function textOf(words: Words, people: People, momentOf: (at: string) => string): string {
  return words
    .map((word) =>
      typeof word === 'string' ? word : 'at' in word ? momentOf(word.at) : personOf(word.who, people),
    )
    .join('');
}

/** States in words for people, as messages have them. */
export const stateWords = {
  NonCompliant: 'finding open',
  Unknown: 'not known',
  Exempt: 'finding accepted',
  Compliant: 'no finding',
  NotApplicable: 'does not apply',
} as const;

/** A value of a setting. */
export function valueOf(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The earlier value of a setting. A value that was never read is not said to have been unset. */
export function earlierOf(
  before: readonly { readonly path: string; readonly value: unknown }[],
  path: string,
): string {
  const earlier = before.find((each) => each.path === path);
  return earlier === undefined ? 'not known' : valueOf(earlier.value);
}

/** Takes the last name of a resource id; of a slot, that of its app too. */
export function nameOf(resourceId: string): string {
  const parts = resourceId.split('/');
  const name = parts.at(-1) ?? resourceId;
  return parts.at(-2)?.toLowerCase() === 'slots' ? `${parts.at(-3)}/${name}` : name;
}

/** The resource group of an id. */
export function groupOf(resourceId: string): string | undefined {
  return /\/resourceGroups\/([^/]+)/i.exec(resourceId)?.[1];
}

/** The type of a resource as people say it: `storage account` of `Microsoft.Storage/storageAccounts`. */
export function typeOf(resourceId: string): string | undefined {
  const [, ...provided] = resourceId.split(/\/providers\//i);
  const type = provided.at(-1)?.split('/').slice(1).at(-2);
  if (type === undefined) return undefined;
  const singular = type
    .replace(/ies$/, 'y')
    .replace(/(sse|xe)s$/, (end) => end.slice(0, -2))
    .replace(/(?<!s)s$/, '');
  return singular
    .split(/(?<=[a-z])(?=[A-Z])/)
    .map((word) => (/^[A-Z]{2}/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

/** `1 drift`, `2 drifts`. */
export function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
