import { createHash } from 'node:crypto';
import { countVerdicts } from '../anomalies/index.ts';
import { anomalyKinds } from '../model/index.ts';
import type { Severity } from '../../model/index.ts';
import type { LogCoverage, Quarter, QuarterMaterial, ReviewedAnomaly } from './quarter-material.ts';

/** Access that the logs cannot show, with the feeds that there are. */
const notSeen = [
  'reads of co-workers, relatives and the deceased: no feed says who is whose',
  'use of break-glass access: no feed says when it was declared',
  'MedTech: it logs no access by principals',
  'what was read through an application that calls in its own name and names nobody',
];

/**
 * The material for the review of a quarter, by counts alone: it names nobody. The same material has the same digest, by which a person signs
 * what they have examined. 45 CFR 164.308(a)(1)(ii)(D).
 */
export function quarterlyReview(quarter: Quarter, material: QuarterMaterial) {
  const { anomalies, suppressions, coverage, incidents } = material;
  const document = {
    quarter: quarter.name,
    from: quarter.from,
    to: quarter.to,
    anomalies: {
      ...standing(anomalies),
      bySeverity: counts(anomalies.map(({ severity }): Severity => severity)),
      suppressed: anomalies.filter(({ suppressedBy }) => suppressedBy !== undefined).length,
      beyondTheBudget: anomalies.filter(({ overflow }) => overflow !== undefined).length,
      byKind: anomalyKinds.flatMap((kind) => {
        const own = anomalies.filter(({ kinds }) => kinds.includes(kind));
        return own.length > 0 ? [{ kind, ...standing(own) }] : [];
      }),
    },
    suppressions: suppressions
      .map(({ id, kinds = [], owner, reason, until }) => ({
        id,
        kinds,
        owner,
        reason,
        until,
        anomalies: anomalies.filter(({ suppressedBy }) => suppressedBy === id).length,
      }))
      .toSorted(byId),
    incidents: {
      opened: incidents.length,
      byOutcome: counts(incidents.map(({ outcome = 'presumed a breach' }) => outcome)),
    },
    logs: coverage.map((each) => ofLog(each, anomalies, quarter)).toSorted(byName),
    notSeen,
  };
  return { ...document, digest: createHash('sha256').update(JSON.stringify(document)).digest('hex') };
}

export type QuarterlyReview = ReturnType<typeof quarterlyReview>;

/** Counts anomalies: how many there are, and what people found them to be. */
function standing(anomalies: readonly ReviewedAnomaly[]) {
  const verdicts = anomalies.flatMap(({ verdict }) => verdict ?? []);
  return {
    total: anomalies.length,
    ...countVerdicts(verdicts),
    withoutVerdict: anomalies.length - verdicts.length,
  };
}

/** A log counts as read only if all of the quarter was; silences are anomalies of the monitor itself. */
function ofLog(
  { name, source, table, readUntil, absentUntil = '' }: LogCoverage,
  anomalies: readonly ReviewedAnomaly[],
  { from, to }: Quarter,
) {
  const log = `log:${name.replace(/-hours$/, '')}`;
  const silences = anomalies
    .filter(({ principal, kinds }) => principal === log && kinds.includes('silent-table'))
    .map(({ start, end }) => ({ from: start, to: end }))
    .toSorted((one, other) => (one.from < other.from ? -1 : 1));
  const common = { name, source, table, silences };
  if (readUntil === undefined || readUntil <= from || absentUntil >= (readUntil < to ? readUntil : to))
    return { ...common, read: 'never' as const };
  const readFrom = absentUntil > from ? { readFrom: absentUntil } : {};
  // What was read later is none of this quarter's, and changes nothing of it.
  if (readUntil < to) return { ...common, read: 'in part' as const, ...readFrom, readUntil };
  return { ...common, read: absentUntil > from ? ('in part' as const) : ('all of it' as const), ...readFrom };
}

function counts(values: readonly string[]): Readonly<Record<string, number>> {
  const counted = [...Map.groupBy(values, (value) => value)].map(
    ([value, all]) => [value, all.length] as const,
  );
  return Object.fromEntries(counted.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return one.name < other.name ? -1 : 1;
}
