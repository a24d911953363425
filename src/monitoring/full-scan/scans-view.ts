import { earliest, plusSeconds } from '../../base/index.ts';
import type { ScanGap } from '../../model/index.ts';
import type { BudgetReport } from '../../platform/azure/index.ts';
import type { ScanFigures, ScanRecord, Unwatched, Versioned } from '../../platform/store/index.ts';
import { Gaps } from '../evaluation/index.ts';
import type { FullScanPorts } from './ports.ts';

/** The number of days for which scans are shown. */
const shownDays = 30;

/** A scan as it stands. */
export interface ScanView extends Omit<ScanRecord, 'attendedUntil' | 'gaps'> {
  readonly status: 'running' | 'waiting' | 'finished';
  /** Subscriptions and resource groups; more come up while it runs. */
  readonly parts: { readonly total: number; readonly done: number; readonly waiting: number };
  readonly figures: ScanFigures;
  /** The reasons for which it waits, by part. */
  readonly waitingFor: readonly string[];
  readonly gaps: readonly ScanGap[];
  /** The earliest time of the last read, among the resources whose related resources only Resource Manager knows. */
  readonly oldestRelatedRead?: string;
}

export interface ScansView {
  /** The latest first. */
  readonly scans: readonly ScanView[];
  /** Undefined: no management group is watched, or nobody has looked yet. */
  readonly unwatched?: Unwatched;
  /** The part of its budgets that this process has spent since it started. */
  readonly budgets: readonly BudgetReport[];
}

/** Records of the scans of the last days, the latest first. */
export async function latestScans({
  scans,
  clock,
}: Pick<FullScanPorts, 'scans' | 'clock'>): Promise<readonly Versioned<ScanRecord>[]> {
  const latest: Versioned<ScanRecord>[] = [];
  const since = plusSeconds(clock.now().toISOString(), -shownDays * 24 * 3600);
  for await (const scan of scans.since(since)) latest.unshift(scan);
  return latest;
}

/** Scans, what they found and could not see, and what the reading costs. @param shown absent: the latest ten */
export async function scansView(ports: FullScanPorts, shown?: readonly ScanRecord[]): Promise<ScansView> {
  const records = shown ?? (await latestScans(ports)).slice(0, 10).map(({ value }) => value);
  const unwatched = await ports.scans.unwatched();
  const scans: ScanView[] = [];
  for (const record of records) scans.push(await viewOf(record, ports));
  return {
    scans,
    ...(unwatched && { unwatched }),
    budgets: ports.budgets(),
  };
}

async function viewOf(record: ScanRecord, { scans }: FullScanPorts): Promise<ScanView> {
  const { attendedUntil: _attended, gaps: known, ...facts } = record;
  const gaps = new Gaps();
  const parts = { total: 0, done: 0, waiting: 0 };
  const figures = { listed: 0, evaluated: 0, nominated: 0, confirmed: 0 };
  const waitingFor = new Set<string>();
  let oldest: string | undefined;
  for await (const { value } of scans.parts(record.id)) {
    parts.total += 1;
    if (value.status === 'done') parts.done += 1;
    if (value.status === 'waiting') parts.waiting += 1;
    // A subscription lists its groups, a group its resources.
    if (value.resourceGroup !== undefined) figures.listed += value.figures.listed;
    figures.evaluated += value.figures.evaluated;
    figures.nominated += value.figures.nominated;
    figures.confirmed += value.figures.confirmed;
    if (value.waitingFor !== undefined) waitingFor.add(value.waitingFor);
    gaps.addAll(value.gaps);
    const { oldestRelatedRead: read } = value;
    if (read !== undefined) oldest = oldest === undefined ? read : earliest(oldest, read);
  }
  const isWaiting = parts.waiting > 0 && parts.waiting + parts.done === parts.total;
  return {
    ...facts,
    status: record.finishedAt !== undefined ? 'finished' : isWaiting ? 'waiting' : 'running',
    parts,
    figures,
    waitingFor: [...waitingFor],
    gaps: record.finishedAt === undefined ? gaps.all() : known,
    ...(oldest !== undefined && { oldestRelatedRead: oldest }),
  };
}
