export { anomalySeen, watchedAccess } from './review-sources.ts';
export { accessReview, signAccessReview } from './sign-review.ts';
export type { WatchedAccess } from './sign-review.ts';
