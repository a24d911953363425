/** Looks up who made the change behind a drift of which no event told. */
export { attributeDrifts } from './attribute-drifts.ts';
export type { AttributionPorts } from './ports.ts';
