import { z } from 'zod';
import { poisonMessagesView, seeToPoisonMessage } from '../../src/assurance/poison-messages/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { poisonMessage } from './answers/poison-messages.ts';
import type { Call } from './guard.ts';
import { conflict, problem } from './problem.ts';
import { route } from './route.ts';

const poisonMessageId = z
  .string()
  .regex(/^(changes|respond|outbox)-[0-9a-f]{64}$/, 'must be the id of a poison message')
  .describe('The id of the message.');

const mayDecide = ['Responder', 'Operator'] as const;

const problems = [404, 409] as const;

async function seeTo(
  id: string,
  how: 'acknowledged' | 'replayed',
  { caller, parts, concerns }: Pick<Call, 'caller' | 'parts' | 'concerns'>,
) {
  concerns(id);
  const done = await seeToPoisonMessage(id, how, caller.objectId, parts.ports);
  if (done === 'done') return { status: 204 } as const;
  if (done === 'not-found') return problem(404, 'No such message');
  return conflict(
    done === 'conflict'
      ? 'Somebody else has just seen to it.'
      : 'It was not understood: there is nothing to replay. Please acknowledge it.',
  );
}

route({
  name: 'poison-messages',
  method: 'GET',
  path: 'poison-messages',
  summary: 'The messages that failed too often and that nobody has seen to, the oldest first.',
  roles,
  answers: { 200: () => z.object({ messages: z.array(poisonMessage()) }) },
  handler: async ({ parts }) => ({
    status: 200,
    json: { messages: await poisonMessagesView(parts.ports) },
  }),
});

route({
  name: 'poison-messages-acknowledge',
  method: 'POST',
  path: 'poison-messages/{id}/acknowledgement',
  summary: 'Acknowledges a message that failed too often: health counts it no longer.',
  roles: mayDecide,
  audit: 'change',
  params: { id: poisonMessageId },
  answers: { 204: null },
  problems,
  handler: ({ params, ...call }) => seeTo(params.id, 'acknowledged', call),
});

route({
  name: 'poison-messages-replay',
  method: 'POST',
  path: 'poison-messages/{id}/replay',
  summary: 'Sends again what a message asked for that failed too often.',
  roles: mayDecide,
  audit: 'change',
  params: { id: poisonMessageId },
  answers: { 204: null },
  problems,
  handler: ({ params, ...call }) => seeTo(params.id, 'replayed', call),
});
