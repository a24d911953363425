/** The collection of evidence for a period: collectors, what they could not get, the package made of it. */
export { beginByHand } from './begin-collection.ts';
export { collectPart } from './collect-part.ts';
export type { PartTurn } from './collect-part.ts';
export type { Collection, CollectionPart, MadePackage } from './collection.ts';
export { collectionSummaries, collectionView } from './collection-view.ts';
export type { CollectionSummary, CollectionView } from './collection-view.ts';
export { finishCollection } from './finish-collection.ts';
export { keepCollections } from './keep-collections.ts';
export type { CollectionWorkflows } from './keep-collections.ts';
export { planParts } from './plan-parts.ts';
export type { CollectionPorts } from './ports.ts';
export { evidenceOfSettings, evidenceSettings } from './settings.ts';
export type { EvidenceOptions } from './settings.ts';
