import type { DailyPosture } from '../../assurance/daily-posture/index.ts';
import type { Blobs } from '../../platform/blobs/index.ts';
import type { LedgerRow } from '../ledger/index.ts';
import type { Period, Population } from '../model/index.ts';
import { driftIn, pastStates, readingGaps, readPast } from '../past/index.ts';
import type { KnownPart, PastReading, PastStates } from '../past/index.ts';
import { countMembers } from './members-of-period.ts';
import type { MemberCount, PeriodMember } from './members-of-period.ts';
import { populationRules } from './population-rules.ts';
import { reconcileChanges, reconcileResources } from './reconcile.ts';

/** A population with its members. */
export interface PopulationView extends Population {
  readonly members: readonly PeriodMember[];
}

export interface PopulationsReading {
  readonly populations: readonly PopulationView[];
  readonly reading: PastReading;
  /** The parts of the period that the ledger does not tell of, in plain words. */
  readonly gaps: readonly string[];
}

/** The populations that the ledger tells of, by name. */
export const ledgerPopulations: readonly string[] = [
  ...populationRules.map(({ name }) => name),
  'phi-resources',
].toSorted();

/** Takes rows of the ledger, and gives the populations of a period. */
export interface PopulationCount {
  add(row: LedgerRow): void;
  /** @param asOf until when all is known */
  all(asOf: string): readonly PopulationView[];
}

/** Reads the populations of a period from the ledger, as it was at a moment. */
export async function readPopulations(
  period: Period,
  known: KnownPart,
  ledger: Blobs,
): Promise<PopulationsReading> {
  const count = countPopulations(period);
  const reading = await readPast(ledger, known, (row) => count.add(row));
  return {
    reading,
    populations: count.all(reading.knownUntil ?? period.from),
    gaps: readingGaps(period, known.asKnownAt, reading),
  };
}

/** Reads the populations of a period, as they were known at a moment. */
export type PopulationReader = (period: Period, asKnownAt: string | undefined) => Promise<PopulationsReading>;

/** @param states those of the period, where somebody else works them out as well */
export function countPopulations(
  period: Period,
  states: PastStates = pastStates(period.to),
): PopulationCount {
  const counts = populationRules.map((rule) => ({ rule, count: countMembers(rule, period) }));
  const days: DailyPosture[] = [];
  return {
    add(row) {
      for (const { count } of counts) count.add(row);
      const drift = driftIn(row);
      if (drift) states.add(drift);
      if (!('mark' in row) && row.table === 'DailyPostures') days.push(row.values['posture'] as DailyPosture);
    },
    all: (asOf) =>
      [
        ...counts.map(({ rule: { name, source, alone }, count }) => viewOf(name, source, asOf, count, alone)),
        phiResources(states, period, asOf),
      ]
        .map((view) => reconciled(view, days, period))
        .toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

function viewOf(
  name: string,
  source: string,
  asOf: string,
  count: MemberCount,
  alone: string | undefined,
): PopulationView {
  const members = count.members();
  return {
    name,
    count: members.length,
    source,
    asOf,
    ...(alone !== undefined && { unreconciled: alone }),
    members,
  };
}

function phiResources(states: PastStates, { to }: Period, asOf: string): PopulationView {
  const first = new Map<string, PeriodMember>();
  for (const { resourceId, phi, since } of states.all()) {
    const known = first.get(resourceId.toLowerCase());
    if (phi && (known === undefined || since < known.at))
      first.set(resourceId.toLowerCase(), { id: resourceId, at: since });
  }
  return {
    name: 'phi-resources',
    count: first.size,
    source: `resources with PHI of which some policy had said something before ${to}; one that no policy evaluates is not among them`,
    asOf,
    members: [...first.values()].toSorted((one, other) => (one.id < other.id ? -1 : 1)),
  };
}

function reconciled(view: PopulationView, days: readonly DailyPosture[], period: Period): PopulationView {
  if (view.name === 'changes') return { ...view, ...reconcileChanges(view.members, days) };
  if (view.name === 'phi-resources') return { ...view, ...reconcileResources(view.count, days, period) };
  return view;
}
