import type { DailyPosture } from '../../assurance/daily-posture/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import { readPast } from '../past/index.ts';

/** The postures of some days as the ledger has them: a table can be written again. */
export async function recordedPostures(
  ledger: Blobs,
  from: string,
  to: string,
): Promise<readonly DailyPosture[]> {
  const postures = new Map<string, DailyPosture>();
  await readPast(ledger, {}, (row) => {
    if ('mark' in row || row.table !== 'DailyPostures') return;
    const posture = row.values['posture'] as DailyPosture;
    if (posture.id >= from && posture.id < to && !postures.has(posture.id)) postures.set(posture.id, posture);
  });
  return [...postures.values()];
}
