/** Integration events for others: CloudEvents, rows of Log Analytics. */
export type { IntegrationEvent } from './integration-event.ts';
export type { PendingPorts, PublishPorts } from './ports.ts';
export { createPublisher, publishFrom } from './publish-drifts.ts';
export { publishPending } from './publish-pending.ts';
export { createPublishRun } from './run-publishing.ts';
export { publishSettings } from './settings.ts';
export { createTargets, targetNames } from './targets.ts';
export type { PublishSettings } from './targets.ts';
