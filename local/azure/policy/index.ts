/** Azure Policy as far as the simulation has it: definitions, assignments and exemptions are resources; the rest is here. */
export type { ManagementGroup, PolicyData, PolicyStateRecord } from './data.ts';
export { routePolicy } from './routes.ts';
export { PolicyStates, policyEvent } from './states.ts';
