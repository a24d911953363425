import { z } from 'zod';
import { tabletopRequest } from '../../../src/drills/tabletops/index.ts';
import type { Tabletop, TabletopView } from '../../../src/drills/tabletops/index.ts';
import { answerOf } from './answer-of.ts';
import { instant, recordOf, texts } from './common.ts';
import type { RecordOf } from './records.ts';

const tabletopValue = answerOf<Tabletop>('TabletopValue')(() =>
  z.object({
    ...tabletopRequest.shape,
    status: z.enum(['recorded', 'withdrawn']),
    facilitator: z.string().describe('The person who led it, and put it on record.'),
    confirmations: z
      .array(z.object({ by: z.string(), at: instant() }))
      .describe('Participants who say that it was held as recorded.'),
    withdrawal: z.object({ by: z.string(), at: instant(), why: z.string() }).exactOptional(),
  }),
);

export const tabletopVersion = answerOf<RecordOf<Tabletop>>('TabletopVersion')(() =>
  recordOf(tabletopValue()),
);

export const tabletop = answerOf<TabletopView>('Tabletop')(() =>
  recordOf(tabletopValue())
    .extend({
      standing: z
        .enum(['current', 'failed', 'expired'])
        .exactOptional()
        .describe(
          'How it stands as a proof; absent: it is none, as too few have confirmed it, or it is withdrawn.',
        ),
      until: instant().describe('The moment at which it stops to be a proof, whether or not it is one.'),
      controls: texts().describe('The controls for which it counts as a drill.'),
    })
    .describe('A tabletop exercise that was held.'),
);
