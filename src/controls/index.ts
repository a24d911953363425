/** The catalogue: the safeguards of 45 CFR 164.308-316, the proofs that each needs, and the policies. */
export { CatalogueError } from './catalogue-error.ts';
export { loadCatalogue } from './catalogue.ts';
export type { CatalogueOptions } from './catalogue.ts';
export { aliasesNamed } from './aliases-named.ts';
export { loadCrosswalk } from './crosswalk.ts';
export type { Crosswalk } from './crosswalk.ts';
export { controlStatus } from './control-status.ts';
export type { ControlStatus, ProofStanding, Shown } from './control-status.ts';
export { rollUp } from './roll-up.ts';
export type * from './types.ts';
