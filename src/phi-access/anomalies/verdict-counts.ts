import type { AnomalyVerdict } from './types.ts';

/** The number of alerts by what people found them to be. */
export interface VerdictCounts {
  readonly needsInquiry: number;
  readonly explained: number;
  readonly inconclusive: number;
  /** Those that need an inquiry among those that came to something; absent: none did. */
  readonly precision?: number;
}

/** Counts verdicts. What stayed inconclusive says nothing of how often an alert was right. */
export function countVerdicts(verdicts: readonly Pick<AnomalyVerdict, 'verdict'>[]): VerdictCounts {
  const of = (wanted: AnomalyVerdict['verdict']) =>
    verdicts.filter(({ verdict }) => verdict === wanted).length;
  const [needsInquiry, explained] = [of('needs-inquiry'), of('explained')];
  const decided = needsInquiry + explained;
  return {
    needsInquiry,
    explained,
    inconclusive: of('inconclusive'),
    ...(decided > 0 && { precision: Math.round((100 * needsInquiry) / decided) / 100 }),
  };
}
