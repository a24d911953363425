/** Evaluates one resource against its policies. */
export { withExemptions } from './apply-exemptions.ts';
export { evaluatePolicies, unreadEvaluations } from './evaluate-policies.ts';
export type { Evaluation } from './evaluate-policies.ts';
export { relatedKey } from './evaluation-reads.ts';
export { effectiveSeverity, ownershipKnown, ownershipNow, ownershipOf } from './ownership.ts';
export type { Ownership } from './ownership.ts';
export { listOutsideGraph } from './outside-graph.ts';
export type { OutsideGraph } from './outside-graph.ts';
export { cataloguePolicies, relatedTypesOf } from './policy-source.ts';
export type { PolicySource } from './policy-source.ts';
export type { OwnershipRules } from './ports.ts';
export { Gaps, notingGaps } from './read-gaps.ts';
export { ownershipOfSettings, ownershipSettings } from './settings.ts';
