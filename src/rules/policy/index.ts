/** The Azure Policy language: parse, compile, evaluate, explain; pure. */
export { findPath, parseAliases } from './aliases.ts';
export type { AliasTable } from './aliases.ts';
export { compilePolicy } from './compile-policy.ts';
export type { CompileOptions } from './compile-policy.ts';
export { findRelated } from './find-related.ts';
export { resolveInitiative } from './initiative.ts';
export type { InitiativeMember } from './initiative.ts';
export { PolicyError, Undecidable } from './policy-error.ts';
export type {
  EvaluationContext,
  Policy,
  RelatedAnswer,
  RelatedLookup,
  RelatedQuery,
  Verdict,
} from './types.ts';
export { CUT_OFF, isCutOff, unreadable, whyUnreadable } from './unreadable.ts';
