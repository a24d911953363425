import { z } from 'zod';
import type { PeriodMember, PopulationsReading } from '../../../src/evidence/populations/index.ts';
import type { Population } from '../../../src/evidence/model/index.ts';
import type { PracticesReport } from '../../../src/evidence/practices/index.ts';
import { safeguardStatuses } from '../../../src/model/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, texts } from './common.ts';

export const population = answerOf<Population>('Population')(() =>
  z
    .object({
      name: z.string(),
      count: count(),
      source: z.string(),
      asOf: instant(),
      independent: z
        .object({
          source: z.string(),
          count: count(),
          unexplained: texts().describe(
            'Ids that one of the two sources has and the other has not; all of them.',
          ),
        })
        .exactOptional(),
      unreconciled: z.string().exactOptional().describe('The reason why there is no second count.'),
    })
    .describe('What there was of a kind, and how it compares with a source that phiwatch does not write.'),
);

export const populationMember = answerOf<PeriodMember>('PopulationMember')(() =>
  z.object({
    id: z.string(),
    at: instant().describe('When it happened or began.'),
    recordedAt: instant().exactOptional(),
    endedAt: instant().exactOptional(),
    about: z.string().exactOptional().describe('The resource, citation or id that it is about.'),
    late: z.literal(true).exactOptional().describe('It was put on record after the period.'),
  }),
);

/** Plain words on what the ledger does not tell of the period. */
export const gaps = () => texts().describe('What of the period is not known, in plain words.');

export type PastReading = PopulationsReading['reading'];

export const pastReading = answerOf<PastReading>('PastReading')(() =>
  z
    .object({
      ledger: z.object({ row: count(), hash: z.string() }),
      begins: instant()
        .exactOptional()
        .describe('When its first row was written: nothing before it is known.'),
      knownUntil: instant().exactOptional().describe('Absent: there is no ledger yet.'),
      broken: z
        .object({ row: count(), why: z.string() })
        .exactOptional()
        .describe(
          'The row at which the ledger is not as it was written: what comes after it does not count.',
        ),
    })
    .describe('The part of the ledger that was read.'),
);

interface DrawnSample {
  readonly population: Population;
  readonly seed: string;
  readonly n: number;
  readonly short: boolean;
  readonly ids: readonly string[];
  readonly members: readonly PeriodMember[];
  readonly gaps: readonly string[];
  readonly ledger?: PastReading;
}

export const sample = answerOf<DrawnSample>('PopulationSample')(() =>
  z.object({
    population: population(),
    seed: z.string(),
    n: count(),
    short: z.boolean().describe('The population has fewer than n: all of it is in the sample.'),
    ids: texts().describe('In the order in which they were drawn.'),
    members: z.array(populationMember()),
    gaps: gaps(),
    ledger: pastReading().exactOptional(),
  }),
);

interface InWork {
  readonly id: string;
  readonly status: 'in-work';
  readonly requestedAt: string;
  readonly asKnownAt: string;
  readonly location: string;
}

export const snapshotInWork = answerOf<InWork>('SnapshotInWork')(() =>
  z.object({
    id: z.string(),
    status: z.literal('in-work'),
    requestedAt: instant(),
    asKnownAt: instant(),
    location: z.string().describe('The address at which to ask again.'),
  }),
);

export const practices = answerOf<PracticesReport>('RecognizedSecurityPractices')(() =>
  z.object({
    law: z.string(),
    source: z
      .enum(['ledger', 'table'])
      .describe('`table`: there is no ledger, and whoever may write the table can change it.'),
    from: z.string(),
    to: z.string(),
    days: count(),
    onRecord: count(),
    missing: texts().describe('Days without a posture on record.'),
    practices: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        nist80053: texts(),
        days: z.partialRecord(z.enum(safeguardStatuses), count()),
        unbroken: count(),
      }),
    ),
    basis: z.string(),
  }),
);
