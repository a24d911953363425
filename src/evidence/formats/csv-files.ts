import { statusBasis, stateWords } from '../../model/index.ts';
import type { ControlFact, EvidenceFacts, CoveredHours, Population } from '../model/index.ts';
import { calendarOf, hoursOf, percentOf } from './coverage-calendar.ts';
import { csvLine, csvText } from './csv-text.ts';
import type { CsvRow } from './csv-text.ts';
import { proofText } from './proof-text.ts';
import { worstFirst } from './worst-first.ts';

/** Writes the safeguards, one a row, with the number of resources and policies in each state. */
export function safeguardsCsv({ controls }: Pick<EvidenceFacts, 'controls'>): string {
  const columns =
    'id organization title designation status basis summary proofs policies nist80053 findingsOpen notKnown findingsAccepted noFinding doesNotApply';
  return csvText(columns.split(' '), controls.map(safeguardRow));
}

function safeguardRow(control: ControlFact): CsvRow {
  const { id, organization, title, designation, status, summary, proofs, policies, nist80053, counts } =
    control;
  return {
    id,
    organization,
    title,
    designation,
    status,
    basis: statusBasis,
    summary,
    proofs: proofs.map(proofText).join('; '),
    policies: policies.join(' '),
    nist80053: nist80053.join(' '),
    findingsOpen: counts.NonCompliant,
    notKnown: counts.Unknown,
    findingsAccepted: counts.Exempt,
    noFinding: counts.Compliant,
    doesNotApply: counts.NotApplicable,
  };
}

/** Writes what is open, not known or accepted: one resource and policy a row, the worst first. */
export function findingsCsv({ states }: Pick<EvidenceFacts, 'states'>): string {
  const columns =
    'state severity phi resourceId resourceType organization policy title since reason controls';
  return csvText(
    columns.split(' '),
    worstFirst(states).map(({ state, controls, ...others }) => ({
      ...others,
      state: stateWords[state],
      controls: controls.join(' '),
    })),
  );
}

/** Writes the populations, and below each the ids that only one of its two sources has. */
export function populationsCsv({ populations }: Pick<EvidenceFacts, 'populations'>): string {
  const columns =
    'kind name count source asOf independentCount independentSource unexplained unreconciled unexplainedId';
  return csvText(columns.split(' '), populations.flatMap(populationRows));
}

function populationRows({
  name,
  count,
  source,
  asOf,
  independent,
  unreconciled,
}: Population): readonly CsvRow[] {
  return [
    {
      kind: 'population',
      name,
      count,
      source,
      asOf,
      independentCount: independent?.count,
      independentSource: independent?.source,
      unexplained: independent?.unexplained.length,
      unreconciled,
    },
    ...(independent?.unexplained ?? []).map((id) => ({
      kind: 'unexplained',
      name,
      source,
      asOf,
      unexplainedId: id,
    })),
  ];
}

/** Writes the coverage of each log over the period, and below it each of its gaps. */
export function coverageCsv({ period, coverage }: Pick<EvidenceFacts, 'period' | 'coverage'>): string {
  const columns = 'kind subscription log from to hours covered percent reason';
  return csvText(
    columns.split(' '),
    coverage.flatMap((each) => [
      {
        kind: 'log',
        ...nameOf(each),
        ...period,
        hours: each.hours,
        covered: each.covered,
        percent: percentOf(each),
      },
      ...each.gaps.map(({ from, to, reason }) => ({
        kind: 'gap',
        ...nameOf(each),
        from,
        to,
        hours: hoursOf({ from, to }),
        reason,
      })),
    ]),
  );
}

function nameOf({ subscriptionId, log }: CoveredHours) {
  return { subscription: subscriptionId, log };
}

/** Writes a row for each hour of each log. There are millions of them in a large estate: what the hours of a log share is written once. */
export function calendarCsv({ period, coverage }: Pick<EvidenceFacts, 'period' | 'coverage'>): string {
  const parts = [csvLine(['hour', 'subscription', 'log', 'cell', 'reason'])];
  for (const each of coverage) {
    const { subscriptionId, log } = each;
    const tails = new Map<string | undefined, string>();
    for (const { hour, cell, reason } of calendarOf(period, each)) {
      const tail = tails.get(reason) ?? csvLine([subscriptionId, log, cell, reason]);
      tails.set(reason, tail);
      parts.push(`${hour},${tail}`);
    }
  }
  return parts.join('');
}
