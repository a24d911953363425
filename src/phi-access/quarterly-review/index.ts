/** The review of PHI access that a person signs each quarter. */
export type { WatchedAccess } from './ports.ts';
export { anomalySeen, watchedAccess } from './review-sources.ts';
export { accessReview, reviewSignature, signAccessReview } from './sign-review.ts';
