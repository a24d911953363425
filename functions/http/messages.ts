import { undelivered } from '../../src/notifications/outbox/index.ts';
import { messages } from './answers/health.ts';
import { route } from './route.ts';

route({
  name: 'messages',
  method: 'GET',
  path: 'messages',
  summary: 'Messages that a channel has not taken: since when, how often it was tried, and why.',
  roles: ['Operator', 'Responder', 'PrivacyOfficer'],
  answers: { 200: messages },
  handler: async ({ parts }) => ({
    status: 200,
    json: { channels: [...parts.sending.channels.keys()], undelivered: await undelivered(parts.sending) },
  }),
});
