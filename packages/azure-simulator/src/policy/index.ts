/** Azure Policy as far as the simulation has it: definitions, assignments and exemptions are resources; the rest is here. */
export type { Denial, ManagementGroup, PolicyData, PolicyStateRecord } from './data.ts';
export { queryPolicyTable } from './graph-table.ts';
export { requireAllowed } from './denials.ts';
export { readBuiltIns } from './built-in.ts';
export type { BuiltIns } from './built-in.ts';
export { routePolicy } from './routes.ts';
export { PolicyStates, policyEvent } from './states.ts';
export { beginTask, remediationType } from './remediations.ts';
