import { z } from 'zod';
import type { PoisonMessageView } from '../../../src/assurance/poison-messages/index.ts';
import { queues } from '../../../src/assurance/poison-messages/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, texts } from './common.ts';

export const poisonMessage = answerOf<PoisonMessageView>('PoisonMessage')(() =>
  z
    .object({
      id: z.string(),
      queue: z.enum(queues),
      size: count().describe('Characters of its text.'),
      requeues: count().describe('The times that it was requeued.'),
      firstAt: instant(),
      endedAt: instant(),
      reason: z.enum(['not understood', 'failed too often']),
      errorClass: z.string().exactOptional(),
      resources: texts().describe('Ids of the resources that it was about.'),
    })
    .describe('A message that failed too often, and is no longer requeued.'),
);
