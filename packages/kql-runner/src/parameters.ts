import { parseDatetime } from './kql/datetimes.ts';

export interface Parameterised {
  /** The query with placeholders for the values: the same text for every window. */
  readonly text: string;
  readonly names: readonly string[];
  readonly values: readonly (number | null)[];
}

const one = /^\s*let\s+(\w+)\s*=\s*datetime\s*\(([^()]*)\)\s*;/;

/** Takes the datetimes off the start of a query, so that what is left need be compiled only once. */
export function parameterised(kql: string): Parameterised {
  const names: string[] = [];
  const values: (number | null)[] = [];
  let rest = kql;
  for (let match = one.exec(rest); match; match = one.exec(rest)) {
    names.push(match[1]!);
    values.push(parseDatetime(match[2]!.replaceAll(/["']/g, '')));
    rest = rest.slice(match[0].length);
  }
  const head = names.map((name) => `let ${name} = datetime(2000-01-01);`).join('');
  return { text: head + rest, names, values };
}
