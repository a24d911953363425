import type { Period } from '../model/index.ts';
import type { Collector } from './ports.ts';

/** The material of the review of PHI access, for each quarter that lies in the period. 164.308(a)(1)(ii)(D). */
export const accessReviews: Collector = {
  name: 'access-review',
  async collect({ period }, { accessReview }) {
    if (!accessReview)
      return { data: {}, gaps: ['access to PHI is not watched: no workspace of logs is named'] };
    const quarters: Record<string, unknown> = {};
    for (const quarter of quartersIn(period)) quarters[quarter] = await accessReview(quarter);
    return { data: { quarters } };
  },
};

/** Names the quarters that a period touches, as `2026-Q4`. */
export function quartersIn({ from, to }: Period): readonly string[] {
  const names: string[] = [];
  const day = new Date(from);
  for (let start = new Date(Date.UTC(day.getUTCFullYear(), Math.floor(day.getUTCMonth() / 3) * 3)); ;) {
    if (start.toISOString() >= to) return names;
    names.push(`${start.getUTCFullYear()}-Q${start.getUTCMonth() / 3 + 1}`);
    start = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 3));
  }
}
