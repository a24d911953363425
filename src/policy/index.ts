/** The Azure Policy language: definitions in, verdicts out. Knows nothing of HIPAA and does no I/O. */
export { findPath, parseAliases } from './aliases.ts';
export type { AliasTable } from './aliases.ts';
export { compilePolicy } from './compile.ts';
export type { CompileOptions } from './compile.ts';
export { PolicyError } from './error.ts';
export { answers, findRelated } from './find-related.ts';
export { resolveInitiative } from './initiative.ts';
export type { InitiativeMember } from './initiative.ts';
export { isExtensionType } from './extension-types.ts';
export type * from './types.ts';
