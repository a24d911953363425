import type { ScansView, ScanView } from '../../../src/monitoring/full-scan/index.ts';
import type { App } from './app.ts';
import { drain } from './drain.ts';
import type { TestWorld } from './setup.ts';
import { until } from './until.ts';

/** As `GET /api/scans` shows them, the latest first. */
async function scans(app: App): Promise<readonly ScanView[]> {
  return ((await (await app.get('/api/scans')).json()) as ScansView).scans;
}

export async function latestScan(app: App): Promise<ScanView | undefined> {
  return (await scans(app))[0];
}

/** The id of the scan after this one, once it has begun. */
export function nextScan(app: App, last: string | undefined): Promise<string> {
  return until('the next scan to begin', async () => {
    const id = (await latestScan(app))?.id;
    return id === last ? undefined : id;
  });
}

/** Has the timer begin a scan. @returns its id, once it has begun. */
export async function beginScan(app: App): Promise<string> {
  const last = (await latestScan(app))?.id;
  await app.run('full-scan');
  return nextScan(app, last);
}

/** Scans from the beginning to the end. */
export async function scanned(it: { readonly app: App; readonly world: TestWorld }): Promise<ScanView> {
  const id = await beginScan(it.app);
  // By its id: where moved time comes past 03:30, the nightly scan is the latest one.
  // Asked again: a scan is on record before its first message is sent.
  return until(`scan ${id} to end`, async () => {
    await drain(it);
    return (await scans(it.app)).find((scan) => scan.id === id && scan.status === 'finished');
  });
}
