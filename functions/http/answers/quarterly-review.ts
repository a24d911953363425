import { z } from 'zod';
import { suppressionRequest } from '../../../src/phi-access/anomalies/index.ts';
import type { accessReview } from '../../../src/phi-access/quarterly-review/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, texts } from './common.ts';
import { attestation } from './records.ts';

type Review = NonNullable<Awaited<ReturnType<typeof accessReview>>>;

/** The use case has a union that says which of the times go together; a reader is told of each by itself. */
interface Log extends Pick<Review['logs'][number], 'name' | 'source' | 'table' | 'silences' | 'read'> {
  readonly readFrom?: string;
  readonly readUntil?: string;
}

const sources = [
  'fhir',
  'dicom',
  'medtech',
  'sql',
  'blob',
  'vault',
  'signins',
  'directory',
  'activity',
  'support',
] as const satisfies readonly Log['source'][];

export const quarterlyReview = answerOf<Omit<Review, 'logs'> & { readonly logs: readonly Log[] }>(
  'QuarterlyReview',
)(() => {
  const kind = suppressionRequest.shape.kinds.element;
  const standing = {
    total: count(),
    needsInquiry: count(),
    explained: count(),
    inconclusive: count(),
    withoutVerdict: count(),
    precision: z.number().min(0).max(1).exactOptional(),
  };
  const counts = z.record(z.string(), count());
  return z
    .object({
      quarter: z.string(),
      from: instant(),
      to: instant(),
      anomalies: z.object({
        ...standing,
        bySeverity: counts,
        suppressed: count(),
        beyondTheBudget: count(),
        byKind: z.array(z.object({ kind, ...standing })),
      }),
      suppressions: z.array(
        z.object({
          id: z.string(),
          kinds: z.array(kind),
          owner: z.string(),
          reason: z.string(),
          until: instant(),
          anomalies: count(),
        }),
      ),
      incidents: z.object({ opened: count(), byOutcome: counts }),
      logs: z.array(
        z.object({
          name: z.string(),
          source: z.enum(sources),
          table: z.string(),
          silences: z.array(z.object({ from: instant(), to: instant() })),
          read: z.enum(['never', 'in part', 'all of it']),
          readFrom: instant().exactOptional(),
          readUntil: instant().exactOptional(),
        }),
      ),
      notSeen: texts(),
      digest: z.string().describe('Of the material: what is signed is what was examined.'),
      signed: z.array(attestation()),
    })
    .describe('The material for the review of a quarter, by counts alone.');
});
