import { undelivered } from '../../src/notifications/outbox/index.ts';
import { messages } from './answers/health.ts';
import { route } from './route.ts';

route({
  name: 'messages',
  method: 'GET',
  path: 'messages',
  summary: 'Undelivered messages by channel: since when, how often they were tried, and why.',
  roles: ['Operator', 'Responder', 'PrivacyOfficer'],
  answers: { 200: messages },
  handler: async ({ parts }) => ({
    status: 200,
    json: { channels: [...parts.sending.channels.keys()], undelivered: await undelivered(parts.sending) },
  }),
});
