import type { ScansView, ScanView } from '../../../src/monitoring/full-scan/index.ts';
import type { App } from './app.ts';
import { drain } from './drain.ts';
import type { TestWorld } from './setup.ts';
import { until } from './until.ts';

/** As `GET /api/scans` shows it. */
export async function latestScan(app: App): Promise<ScanView | undefined> {
  return ((await (await app.get('/api/scans')).json()) as ScansView).scans[0];
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
  await drain(it);
  const scan = await latestScan(it.app);
  if (scan?.id !== id || scan.status !== 'finished') throw new Error(`scan ${id} has not ended`);
  return scan;
}
