/** Routes, content and layout of the messages to people. */
export { cardOf } from './card.ts';
export { contentOf, threadOf } from './content.ts';
export { enqueueMessage, enqueueNotice } from './enqueue-message.ts';
export { mailOf } from './mail.ts';
export { wordsOf } from './message.ts';
export type { NotificationPorts } from './ports.ts';
export { channelsFor, routeOf } from './route.ts';
export { alertSettings, alertsOfSettings, strayChannels } from './settings.ts';
export type { AlertSettings, ChannelSettings } from './settings.ts';
export type { NoticeContent, Words } from './types.ts';
