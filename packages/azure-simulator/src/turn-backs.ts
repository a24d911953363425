import type { Actor } from './events.ts';

/** Somebody, or something, who sets a property again whenever it is set to anything else. */
export interface TurnBack {
  /** The id of the resource. */
  readonly id: string;
  /** The property: `supportsHttpsTrafficOnly`. */
  readonly property: string;
  readonly value: unknown;
  readonly actor: Actor;
}

interface Resource {
  readonly id?: string;
  readonly [name: string]: unknown;
}

/** Returns the writes that follow on a write: none follow on those of the actor who sets the property again. */
export function followUps(turnBacks: readonly TurnBack[], resource: Resource, by: Actor) {
  const properties = resource['properties'] as Readonly<Record<string, unknown>> | undefined;
  return turnBacks
    .filter(
      ({ id, property, value, actor }) =>
        id.toLowerCase() === resource.id?.toLowerCase() &&
        actor.oid !== by.oid &&
        properties?.[property] !== value,
    )
    .map(({ id, property, value, actor }) => ({
      method: 'PATCH' as const,
      id,
      body: { properties: { [property]: value } },
      actor,
    }));
}
