/** What is said to whom and when: routes, words and the forms of the channels. */
export { createChannels } from './channels/index.ts';
export type { ChannelParts } from './channels/index.ts';
export { meaningOf } from './channels/post.ts';
export { contentOf, nameOf, threadOf } from './content.ts';
export type { Said } from './content.ts';
export { channelsFor } from './privacy.ts';
export { allowedHours, routeOf } from './route.ts';
export type { AlertContent, NoticeContent } from './types.ts';
