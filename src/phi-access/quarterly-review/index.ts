export type { WatchedAccess } from './ports.ts';
export { anomalySeen, watchedAccess } from './review-sources.ts';
export { accessReview, reviewSignature, signAccessReview } from './sign-review.ts';
