import { undelivered } from '../../src/notifications/outbox/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';

/** Messages that a channel has not taken: since when, how often it was tried, and why. */
judging.http('messages', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'messages',
  handler: secured({ roles: ['Operator', 'Responder', 'PrivacyOfficer'] }, async (_request, { parts }) => ({
    jsonBody: { channels: [...parts.sending.channels.keys()], undelivered: await undelivered(parts.sending) },
  })),
});
