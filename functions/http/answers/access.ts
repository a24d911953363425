import { z } from 'zod';
import { suppressionRequest } from '../../../src/phi-access/anomalies/index.ts';
import type {
  anomaliesSince,
  AnomalySuppression,
  AnomalyVerdict,
  precisionView,
} from '../../../src/phi-access/anomalies/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, recordOf, severity, texts } from './common.ts';
import type { RecordOf } from './records.ts';

type Anomaly = Awaited<ReturnType<typeof anomaliesSince>>[number];

const kind = answerOf<Anomaly['kinds'][number]>('AnomalyKind')(() => suppressionRequest.shape.kinds.element);
const verdict = () => z.enum(['needs-inquiry', 'explained', 'inconclusive']);
const share = () => z.number().min(0).max(1).exactOptional();

/** The fields that a finding and an anomaly have in common. */
const common = () => ({
  principal: z.string(),
  principals: texts().exactOptional(),
  actors: texts().exactOptional(),
  start: instant(),
  end: instant(),
  severity: severity(),
  score: z.number(),
  resources: texts(),
  counts: z.record(z.string(), z.number()),
  explanation: z.string(),
});

const verdictGiven = () => ({
  verdict: verdict(),
  reason: z.string().exactOptional(),
  by: z.string(),
  kinds: z.array(kind()),
  severity: severity(),
});

export const anomaly = answerOf<Anomaly>('Anomaly')(() =>
  z
    .object({
      ...common(),
      id: z.string(),
      principalKind: z.enum(['human', 'service', 'agent', 'unknown']),
      kinds: z.array(kind()),
      reasons: z.partialRecord(kind(), z.string()),
      recordedAt: instant(),
      evidence: z.array(z.object({ ...common(), kind: kind() })),
      notified: z.string().exactOptional(),
      suppressedBy: z.string().exactOptional(),
      overflow: z.string().exactOptional(),
      verdict: z.object({ ...verdictGiven(), at: instant() }).exactOptional(),
    })
    .describe("Access to PHI that does not look like its principal's work."),
);

export const anomalyVerdict = answerOf<RecordOf<AnomalyVerdict>>('AnomalyVerdict')(() =>
  recordOf(z.object(verdictGiven())),
);

export const precision = answerOf<Awaited<ReturnType<typeof precisionView>>>('Precision')(() => {
  const figures = {
    needsInquiry: count(),
    explained: count(),
    inconclusive: count(),
    precision: share(),
  };
  return z.object({ ...figures, kinds: z.array(z.object({ kind: kind(), ...figures })) });
});

export const suppression = answerOf<RecordOf<AnomalySuppression>>('AnomalySuppression')(() =>
  recordOf(
    z.object({
      ...suppressionRequest.shape,
      owner: z.string(),
      status: z.enum(['active', 'withdrawn']),
    }),
  ),
);
