/** The catalogue: the safeguards of 45 CFR 164.308-316, the proofs that each needs, and the policies. */
export { aliasesNamed } from './aliases-named.ts';
export { loadCatalogue } from './catalogue.ts';
export { controlStatus } from './control-status.ts';
export type { ProofStatus, Shown } from './control-status.ts';
export { loadCrosswalk } from './crosswalk.ts';
export type { Crosswalk } from './crosswalk.ts';
export { CatalogueError } from './data-folder.ts';
export type {
  BaaServices,
  Catalogue,
  CataloguePolicy,
  Control,
  Proof,
  Remedy,
  ResourceType,
} from './types.ts';
