export { createChannels } from './create-channels.ts';
export { meaningOf } from './post-json.ts';
