import type { Json } from './merge.ts';
import type { Resource } from './resource.ts';
import type { Resources } from './resources.ts';

/** The wish for a resource that there is not yet. */
export interface Wish {
  readonly resources: Resources;
  readonly id: string;
  /** The body of the request. */
  readonly given: Json;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A resource as it will be. */
export interface Plan {
  /** Its body if it comes into being at that time (milliseconds since 1970). */
  readonly bodyAt: (time: number) => Json;
  /** The settings that its provider makes along with it. */
  readonly settingsOf?: (made: Resource) => readonly Resource[];
}
