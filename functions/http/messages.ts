import { undelivered } from '../../src/notifications/outbox/index.ts';
import { next } from './answers/common.ts';
import { messages } from './answers/health.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { route } from './route.ts';

route({
  name: 'messages',
  method: 'GET',
  path: 'messages',
  summary: 'Undelivered messages by channel: since when, how often they were tried, and why.',
  roles: ['Operator', 'Responder', 'PrivacyOfficer'],
  paged: mostEntries,
  answers: { 200: () => messages().extend({ next: next() }) },
  handler: async ({ parts: { sending }, page }) => {
    // Batches have no names here. Those of a channel begin one after the other.
    const { items, more } = await pageSorted(
      (await undelivered(sending)).entries(),
      ([at, { since, channel }]) => placeOf(since, channel, String(at).padStart(6, '0')),
      page,
    );
    const channels = [...sending.channels.keys()];
    return { status: 200, json: { channels, undelivered: items.map(([, each]) => each), ...more } };
  },
});
