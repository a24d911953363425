/** Legal holds, the release of narratives by counsel, the production log. */
export { applyHolds } from './apply-holds.ts';
export type { HeldPorts } from './apply-holds.ts';
export { approveRelease, askRelease, collectionId, holdRequest, isAllHeld, placeHold } from './legal-hold.ts';
export type { HoldPorts, LegalHold } from './legal-hold.ts';
export { askProduction, productionRequest } from './production.ts';
export type { Production } from './production.ts';
export { releasedTo, releaseNarrative, releaseRequest } from './releases.ts';
export type { Release } from './releases.ts';
