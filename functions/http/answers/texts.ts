import { z } from 'zod';
import { withdrawalRequest } from '../../../src/records/index.ts';
import type { TextWithdrawal } from '../../../src/records/index.ts';
import { answerOf } from './answer-of.ts';
import { instant, texts } from './common.ts';

export const textWithdrawal = answerOf<TextWithdrawal>('TextWithdrawal')(() =>
  z
    .object({
      record: withdrawalRequest.shape.record,
      id: z.string(),
      field: z.string(),
      withdrawnAt: instant(),
      withdrawnBy: z.string(),
      hashes: texts().describe('HMAC-SHA256 of each text under the key, in hex, as the tombstones have it.'),
      key: z
        .string()
        .describe(
          'In hex. It is in this answer alone: with it and the text, anybody can show that a hash is that of the text.',
        ),
    })
    .describe('A text that was withdrawn.'),
);
