/** Teams, e-mail and webhooks: how a message is delivered. */
export { createChannels } from './create-channels.ts';
export { meaningOf } from './post-json.ts';
