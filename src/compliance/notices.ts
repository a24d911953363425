import type { RecordVersion } from '../store/types.ts';
import type { Notice } from './records/index.ts';
import type { Ports } from './types.ts';

/** Notes something that people are to be told of, unless it is noted already. */
export async function noteOnce(
  id: string,
  notice: Notice,
  { notices }: Pick<Ports['records'], 'notices'>,
  recordedAt: string,
): Promise<void> {
  if (await isNoted(id, notice.at, { notices })) return;
  await notices.add(monthOf(notice.at), { id, version: 1, recordedAt, value: notice });
}

/** `at`: when it was due. */
export async function isNoted(
  id: string,
  at: string,
  { notices }: Pick<Ports['records'], 'notices'>,
): Promise<boolean> {
  return (await notices.history(monthOf(at), id)).length > 0;
}

/** The notices recorded at or after a moment (ISO 8601), oldest first; those that were due long before it are left out. */
export async function noticesSince(
  since: string,
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
): Promise<readonly RecordVersion<Notice>[]> {
  const found: RecordVersion<Notice>[] = [];
  for (const month of monthsBetween(since, clock.now().toISOString()))
    found.push(...(await records.notices.latest(month)));
  return found
    .filter(({ recordedAt }) => recordedAt >= since)
    .toSorted((a, b) => (a.recordedAt < b.recordedAt ? -1 : 1));
}

/** From the month before the first moment to that of the last, as `2026-03`. */
function monthsBetween(from: string, to: string): readonly string[] {
  const months: string[] = [];
  const [year = 0, month = 1] = from.split('-').map(Number);
  for (let n = -1; ; n += 1) {
    const start = new Date(Date.UTC(year, month - 1 + n)).toISOString();
    if (start > to) return months;
    months.push(monthOf(start));
  }
}

function monthOf(time: string): string {
  return time.slice(0, 7);
}
