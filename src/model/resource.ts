/** A resource as Azure Resource Manager returns it. Only `type` is relied on; everything else may be absent. */
export interface Resource {
  readonly id?: string;
  readonly name?: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

/** One condition that decided a verdict: where, what was there, what the policy wants. */
export interface DecidingField {
  /** JSON path in the resource (`properties.minimumTlsVersion`); in a related resource, prefixed by its type and name. */
  readonly path: string;
  readonly actual: unknown;
  /** In words: `true`, `one of "TLS1_2", "TLS1_3"`, `to exist`. */
  readonly expected: string;
}
