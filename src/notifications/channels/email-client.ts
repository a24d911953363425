/** Loaded with the first mail. */
export { EmailClient } from '@azure/communication-email';
