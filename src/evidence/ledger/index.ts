/** The hash-chained ledger of all that was put on record. */
export { chainRows, genesis, lineOf, nextHash } from './chain.ts';
export type { ChainedRow } from './chain.ts';
export { longestLine, verifyChain } from './verify-chain.ts';
export type { ChainFinding } from './verify-chain.ts';
