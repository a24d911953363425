export { anomalySeen, watchedAccess } from './review-sources.ts';
export { accessReview, reviewSignature, signAccessReview } from './sign-review.ts';
export type { WatchedAccess } from './sign-review.ts';
