import type { FunctionEntry } from './arguments.ts';
import { collections } from './collections.ts';
import { dates } from './dates.ts';
import { ids } from './ids.ts';
import { logic } from './logic.ts';
import { network } from './network.ts';
import { numbers } from './numbers.ts';
import { strings } from './strings.ts';

const tables: readonly Record<string, FunctionEntry>[] = [
  strings,
  collections,
  numbers,
  logic,
  dates,
  network,
  ids,
];

/** Every function of plain values, by lower-case name. What reads the resource or its context is compiled apart. */
export const FUNCTIONS: ReadonlyMap<string, FunctionEntry> = new Map(
  tables.flatMap((table) => Object.entries(table)).map(([name, entry]) => [name.toLowerCase(), entry]),
);

/** Functions that Azure refuses in conditions. */
export const REFUSED_IN_CONDITIONS: ReadonlySet<string> = new Set(
  Object.keys(ids).map((name) => name.toLowerCase()),
);
