import type { Compiler } from '../compiler.ts';
import type { Environment } from '../frame.ts';

/** Where an expression stands, for error messages and for what it may refer to. */
export interface Place {
  readonly compiler: Compiler;
  readonly environment: Environment;
  readonly path: string;
  /** Functions, by lower-case name, that may not be used here. */
  readonly refused?: ReadonlySet<string>;
}
