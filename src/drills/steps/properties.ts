import type { Resource } from '../../model/index.ts';

/** The properties of a resource; empty where it has none. */
export function propertiesOf(resource: Resource): Readonly<Record<string, unknown>> {
  return objectIn(resource['properties']);
}

export function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** A moment that Azure gave, as ISO 8601 in UTC; undefined: it is none. */
export function momentIn(value: unknown): string | undefined {
  const milliseconds = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Named values of which some may be absent, as facts of a report. */
export function factsOf(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
