/** What happened, for others to build on: as CloudEvents to a topic of Event Grid, as rows to a table of Log Analytics. */
export type { Fact } from './integration-event.ts';
export type { NotedPorts, PublishPorts } from './ports.ts';
export { createPublisher, publishFrom } from './publish-drifts.ts';
export { publishNoted } from './publish-pending.ts';
export { createPublishRun } from './run-publishing.ts';
export { createTargets, targetNames } from './targets.ts';
export type { PublishSettings } from './targets.ts';
