/** Scans a live subscription for the command line, read as whoever is signed in. */
export { scanLiveSubscription, SignInError } from './live-subscription.ts';
export { scanLive } from './scan-live.ts';
