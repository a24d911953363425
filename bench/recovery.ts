import { recoveryCost } from '../test/support/recovery-cost.ts';
import { report } from './measure.ts';

const resources = 100_000;
const pending = 50;

/**
 * Rows and bytes that Table Storage goes through to find what a crash left, with 100,000 current states of which 50 have an undispatched
 * drift: by one run of recovery, and by a search of `Current`, as it was before there were marks.
 */
export async function benchRecovery(): Promise<void> {
  const { bytesOfHead, search: before, recovery: after } = await recoveryCost(resources, pending);
  const size = `${resources.toLocaleString('en')} heads of ${Math.round(bytesOfHead / 1024)} KB`;
  const to = "recovery's";
  report(`rows, recovery of ${pending}`, `${after.rows} in ${after.queries} queries`);
  report(`rows, search of ${size}`, before.rows.toLocaleString('en'), { of: before.rows / after.rows, to });
  report(`bytes, recovery of ${pending}`, `${(after.bytes / 1024).toFixed(0)} KB`);
  report(`bytes, search of ${size}`, `${(before.bytes / 1024 ** 3).toFixed(2)} GB`, {
    of: before.bytes / after.bytes,
    to,
  });
}
