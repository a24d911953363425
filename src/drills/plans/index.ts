/** The plan of a drill: what is restored, to what objectives, at what cost, and who signed it. */
export { componentKindOf, componentKinds } from './component-kinds.ts';
export type { ComponentKind } from './component-kinds.ts';
export { criticalities, estimateOf, isOwnTables, planSchema, withoutTexts } from './drill-plan.ts';
export type { Component, Criticality, DrillPlan } from './drill-plan.ts';
export { dueIn, provesUntil, quarterAfter, quarterAt, quarterNamed } from './quarters.ts';
export type { CalendarQuarter } from './quarters.ts';
export { planTrouble } from './plan-trouble.ts';
export { planInForce, planRevisions, revisePlan, revisionRequest } from './revise-plan.ts';
export type { PlanPorts, PlanRevision } from './revise-plan.ts';
