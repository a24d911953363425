/** The catalogue: the data in controls/, checked, its policies compiled. */
export { unevaluated } from './unevaluated.ts';
export { mayHoldPhi } from './may-hold-phi.ts';
export { aliasesNamed } from './aliases-named.ts';
export { loadCatalogue } from './catalogue.ts';
export { controlsCited } from './controls-cited.ts';
export type { ProofStatus, Shown } from './shown.ts';
export { loadCrosswalk } from './crosswalk.ts';
export type { Crosswalk } from './crosswalk.ts';
export { CatalogueError } from './data-folder.ts';
export { policyPack } from './policy-pack.ts';
export { standingOf } from './standing-of.ts';
export { storeMatrix } from './store-matrix.ts';
export type { StoreCell, StoreRow } from './store-matrix.ts';
export { storeQuestions } from './store-questions.ts';
export type { StoreQuestion } from './store-questions.ts';
export type {
  BaaServices,
  Catalogue,
  CataloguePolicy,
  Control,
  Guide,
  Proof,
  Remedy,
  Requirement,
  ResourceType,
} from './types.ts';
