/** A resource as Azure Resource Manager returns it. */
export interface Resource {
  readonly id?: string;
  readonly name?: string;
  readonly type: string;
  readonly [property: string]: unknown;
}
