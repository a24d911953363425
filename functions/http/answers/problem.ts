import { z } from 'zod';
import { answerOf } from './answer-of.ts';

/** As RFC 9457 has it. */
interface ProblemDetails {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly field?: string;
  readonly detail?: string;
}

export const problemDetails = answerOf<ProblemDetails>('Problem')(() =>
  z
    .object({
      type: z.literal('about:blank'),
      title: z.string(),
      status: z.int().describe('The status of the answer.'),
      field: z.string().exactOptional().describe('The part of the request that the problem is about.'),
      detail: z.string().exactOptional().describe('What was expected, or why it cannot be done.'),
    })
    .describe('Why a request was not answered as asked. RFC 9457.'),
);
