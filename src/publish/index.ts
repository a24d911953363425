/** What happened, for others to build on: as CloudEvents to a topic of Event Grid, as rows to a table of Log Analytics. */
export type { Fact } from './fact.ts';
export { publishNoted } from './noted.ts';
export type { NotedPorts } from './noted.ts';
export { createPublisher, publishFrom } from './publish.ts';
export { createTargets, targetNames } from './targets.ts';
export type { PublishSettings } from './targets.ts';
export type { PublishPorts, Target } from './types.ts';
