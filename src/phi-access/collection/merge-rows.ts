import type { AccessEvent, AccessHour } from '../model/index.ts';
import { mostPatients } from '../model/index.ts';

/** The most names in a set, as queries cap theirs. */
const mostNames = 50;

/**
 * Joins the rows of one principal, one resource and one hour into one, in a fixed order: an hour that was asked for in
 * parts, or that lies in two workspaces, comes to the same. Distinct patients are exact as long as their hashes are all
 * there; beyond that, there are at least so many.
 */
export function mergeHours(rows: readonly AccessHour[]): readonly AccessHour[] {
  return merged(rows.map(inOrder), ({ hour, principal, resource }) => [hour, principal, resource], joinHours);
}

/** Events that are alike in one hour, as one. */
export function mergeEvents(rows: readonly AccessEvent[]): readonly AccessEvent[] {
  return merged(
    rows,
    ({ time, kind, principal, actor, alias, resource, address, operation }) => [
      time.slice(0, 13),
      kind,
      principal,
      actor ?? '',
      alias ?? '',
      resource ?? '',
      address ?? '',
      operation ?? '',
    ],
    (one, other) => ({
      ...one,
      time: one.time < other.time ? one.time : other.time,
      count: one.count + other.count,
    }),
  );
}

function merged<T>(
  rows: readonly T[],
  keyOf: (row: T) => readonly string[],
  join: (one: T, other: T) => T,
): readonly T[] {
  const found = new Map<string, T>();
  for (const row of rows) {
    const key = keyOf(row).join('\n');
    const there = found.get(key);
    found.set(key, there === undefined ? row : join(there, row));
  }
  return [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

/** The service gives sets in any order. */
function inOrder(row: AccessHour): AccessHour {
  const { patients, operations, addresses, via } = row;
  return {
    ...row,
    patients: patients.toSorted(),
    operations: operations.toSorted(),
    addresses: addresses.toSorted(),
    via: via.toSorted(),
  };
}

function joinHours(one: AccessHour, other: AccessHour): AccessHour {
  const patients = union(one.patients, other.patients);
  return {
    ...one,
    first: one.first < other.first ? one.first : other.first,
    last: one.last > other.last ? one.last : other.last,
    calls: one.calls + other.calls,
    reads: one.reads + other.reads,
    denied: one.denied + other.denied,
    notFound: one.notFound + other.notFound,
    patients: patients.slice(0, mostPatients),
    patientCount: Math.max(patients.length, one.patientCount, other.patientCount),
    searches: one.searches + other.searches,
    exports: one.exports + other.exports,
    largePages: one.largePages + other.largePages,
    pages: one.pages + other.pages,
    bytes: one.bytes + other.bytes,
    rows: one.rows + other.rows,
    operations: union(one.operations, other.operations).slice(0, mostNames),
    addresses: union(one.addresses, other.addresses).slice(0, mostNames),
    via: union(one.via, other.via).slice(0, mostNames),
  };
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])].toSorted();
}
