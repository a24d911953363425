/** The hash chain of the ledger: made row by row, and recomputed from lines alone. */
export { chainRows, genesis, lineOf, nextHash } from './hash-chain.ts';
export type { ChainedRow } from './hash-chain.ts';
export { linesOf } from './lines-of.ts';
export { longestLine, verifyChain } from './verify-chain.ts';
export type { ChainFinding } from './verify-chain.ts';
