import type { DailyPosture } from '../../assurance/daily-posture/index.ts';
import { counted, plus } from '../../base/index.ts';
import type { Drift } from '../../model/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { EvidenceGap, LedgerPlace, Period } from '../model/index.ts';
import { driftIn, happenedAt, pastStates, readingGaps, readPast } from '../past/index.ts';
import type { PastReading, PastState } from '../past/index.ts';
import { countPopulations } from '../populations/index.ts';
import type { PopulationView } from '../populations/index.ts';

/** The period that is asked for, and of what. */
export interface SnapshotQuery {
  readonly period: Period;
  /** The moment at which it was known: rows of then or later are left out. Absent: all that the ledger has is in. */
  readonly asKnownAt?: string;
  /** Ids of safeguards: `164.312(e)(1)`. Empty: all. */
  readonly controls: readonly string[];
}

/** A drift of the period. */
export type PastDrift = Pick<
  Drift,
  | 'id'
  | 'resourceId'
  | 'resourceType'
  | 'policy'
  | 'policyVersion'
  | 'severity'
  | 'controls'
  | 'cause'
  | 'from'
  | 'to'
  | 'before'
  | 'after'
  | 'recordedAt'
> & {
  readonly at: string;
  readonly reason?: string;
  readonly exemption?: string;
  readonly announced?: string;
  /** Object id of who did it, or the id of an application. */
  readonly actor?: string;
  /** It was put on record after the period. */
  readonly late?: true;
};

/** A period as it was, worked out from the ledger alone. */
export interface PeriodSnapshot extends SnapshotQuery {
  readonly format: typeof snapshotFormat;
  /** The last row of the ledger that was known then. */
  readonly ledger: LedgerPlace;
  /** All that was put on record before it is in the ledger; null: nothing is. */
  readonly knownUntil: string | null;
  /** The safeguards as they stood on the last day of the period of which that is on record; null: on none. */
  readonly safeguards: Pick<
    DailyPosture,
    'id' | 'at' | 'appVersion' | 'catalogueVersion' | 'safeguards'
  > | null;
  /** At the end of the period. */
  readonly states: readonly PastState[];
  readonly drifts: readonly PastDrift[];
  /** The number of each, and how it compares with another source. */
  readonly populations: readonly Omit<PopulationView, 'members'>[];
  readonly gaps: readonly EvidenceGap[];
}

export const snapshotFormat = 'phiwatch-snapshot/1';

/** Rebuilds a period as it was known at a moment. The same question has the same answer at any later time, byte by byte, once the ledger has come past that moment. */
export async function rebuildSnapshot(query: SnapshotQuery, ledger: Blobs): Promise<PeriodSnapshot> {
  const { period, asKnownAt, controls } = query;
  const states = pastStates(period.to);
  const populations = countPopulations(period, states);
  const drifts: PastDrift[] = [];
  let day: DailyPosture | undefined;
  const asked = new Set(controls);
  const isAsked = (cited: readonly string[]): boolean =>
    asked.size === 0 || cited.some((id) => asked.has(id));
  const reading = await readPast(ledger, { asKnownAt }, (row) => {
    const drift = driftIn(row);
    const cited = drift ? states.controlsOf(drift) : [];
    if (drift && isIn(drift, period) && isAsked(cited)) drifts.push(pastDrift(drift, cited, period));
    populations.add(row);
    if ('mark' in row || row.table !== 'DailyPostures') return;
    const posture = row.values['posture'] as DailyPosture;
    if (posture.at >= period.from && posture.at < period.to && posture.at > (day?.at ?? '')) day = posture;
  });
  return {
    format: snapshotFormat,
    ...query,
    ledger: reading.ledger,
    knownUntil: reading.knownUntil ?? null,
    safeguards: day ? safeguardsOf(day, isAsked) : null,
    states: states.all().filter((state) => isAsked(state.controls)),
    drifts: drifts.toSorted((one, other) =>
      one.at === other.at ? (one.id < other.id ? -1 : 1) : one.at < other.at ? -1 : 1,
    ),
    populations: populations
      .all(reading.knownUntil ?? period.from)
      .map(({ members: _members, ...population }) => population),
    gaps: gapsOf(query, reading, day, states.moved()),
  };
}

function isIn(drift: Drift, { from, to }: Period): boolean {
  const happened = happenedAt(drift);
  return happened >= from && happened < to;
}

function pastDrift(drift: Drift, controls: readonly string[], { to }: Period): PastDrift {
  const { id, resourceId, resourceType, policy, policyVersion, severity, cause } = drift;
  const { reason, exemption, announced, actor } = drift;
  const actorId = actor?.objectId ?? actor?.appId;
  return {
    id,
    resourceId,
    resourceType,
    policy,
    policyVersion,
    severity,
    controls,
    cause,
    from: drift.from,
    to: drift.to,
    before: drift.before,
    after: drift.after,
    at: happenedAt(drift),
    recordedAt: drift.recordedAt,
    ...(reason !== undefined && { reason }),
    ...(exemption !== undefined && { exemption }),
    ...(announced !== undefined && { announced }),
    ...(actorId !== undefined && { actor: actorId }),
    ...(drift.recordedAt >= to && { late: true }),
  };
}

function safeguardsOf(
  { id, at, appVersion, catalogueVersion, safeguards }: DailyPosture,
  isAsked: (cited: readonly string[]) => boolean,
): PeriodSnapshot['safeguards'] {
  return {
    id,
    at,
    appVersion,
    catalogueVersion,
    safeguards: safeguards.filter((each) => isAsked([each.id])),
  };
}

function gapsOf(
  { period, asKnownAt }: SnapshotQuery,
  reading: PastReading,
  day: DailyPosture | undefined,
  moved: number,
): readonly EvidenceGap[] {
  const { to } = period;
  const asked = asKnownAt !== undefined && asKnownAt < to ? asKnownAt : to;
  const lastDay = plus(asked, -1).slice(0, 10);
  const ledger = readingGaps(period, asKnownAt, reading);
  const safeguards = day
    ? day.id < lastDay
      ? [`the safeguards are those of ${day.id}: of no later day of the period are they in the ledger`]
      : []
    : ['no daily posture of the period is in the ledger'];
  const states =
    moved > 0
      ? [
          `${counted(moved, 'resource')} had been moved: under a new id, a state stands here only once it has changed`,
        ]
      : [];
  return Object.entries({ ledger, safeguards, states }).flatMap(([collector, reasons]) =>
    reasons.map((reason) => ({ collector, reason })),
  );
}
