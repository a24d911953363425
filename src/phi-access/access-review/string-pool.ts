import type { AccessEvent, AccessHour } from '../model/index.ts';

/** Gives what is equal as one and the same. */
export interface SharedTexts {
  readonly hour: (row: AccessHour) => AccessHour;
  readonly event: (row: AccessEvent) => AccessEvent;
  /** Forgets all texts. Rows that were given stay as they are; later ones are shared again. */
  readonly clear: () => void;
}

/**
 * Five weeks of profiles name the same principals, resources, addresses and patients over and over, each time as another text in memory once they
 * are read: kept once, all of it takes less than half.
 */
export function sharedTexts(): SharedTexts {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const text = (value: string): string => {
    const found = texts.get(value);
    if (found === undefined) texts.set(value, value);
    return found ?? value;
  };
  const list = (values: readonly string[]): readonly string[] => {
    const key = JSON.stringify(values);
    const found = lists.get(key) ?? values.map(text);
    lists.set(key, found);
    return found;
  };
  const optional = <Name extends string>(name: Name, value: string | undefined) =>
    (value === undefined ? {} : { [name]: text(value) }) as { readonly [name in Name]?: string };
  return {
    hour: (row) => ({
      ...row,
      hour: text(row.hour),
      principal: text(row.principal),
      resource: text(row.resource),
      patients: row.patients.map(text),
      operations: list(row.operations),
      addresses: list(row.addresses),
      via: list(row.via),
    }),
    event: (row) => ({
      ...row,
      principal: text(row.principal),
      ...optional('actor', row.actor),
      ...optional('alias', row.alias),
      ...optional('resource', row.resource),
      ...optional('address', row.address),
      ...optional('operation', row.operation),
    }),
    clear: () => {
      texts.clear();
      lists.clear();
    },
  };
}
