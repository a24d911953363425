import { statusBasis, stateWords } from '../../model/index.ts';
import type { State } from '../../model/index.ts';
import type {
  ControlFact,
  EvidenceFacts,
  EvidenceGap,
  CoveredHours,
  Population,
  StateFact,
} from '../model/index.ts';
import { percentOf } from './coverage-calendar.ts';
import type { FindingGroup } from './policy-groups.ts';
import { oneLine } from './one-line.ts';
import {
  idsOf,
  origins,
  prop,
  propsOf,
  relatedProps,
  resourceUuid,
  standingAt,
  timeOf,
} from './oscal-parts.ts';
import type { OscalPart } from './oscal-parts.ts';
import { proofText } from './proof-text.ts';

/** Makes an observation for everything that was looked at, and for what was asked for and is missing. */
export function observationsOf(facts: EvidenceFacts, groups: readonly FindingGroup[]): readonly OscalPart[] {
  const collected = standingAt(facts);
  return [
    ...facts.controls.map((control) => safeguardObservation(control, facts)),
    ...groups.map((group) => ({ ...findingObservation(group), origins, collected })),
    ...facts.populations.map((population) => populationObservation(population, facts)),
    ...facts.coverage.map((coverage) => coverageObservation(coverage, facts)),
    ...facts.gaps.map((gap) => gapObservation(gap, facts)),
  ];
}

/** Returns the id of the observation of a safeguard. */
export function safeguardObservationId({ id, organization }: ControlFact, facts: EvidenceFacts): string {
  return idsOf(facts)('observation', 'safeguard', id, organization);
}

function safeguardObservation(control: ControlFact, facts: EvidenceFacts): OscalPart {
  const { id, organization, title, designation, status, summary, proofs, policies, nist80053, counts } =
    control;
  return {
    uuid: safeguardObservationId(control, facts),
    title: oneLine(`${id} ${title}`),
    description: `${summary}\n\n${statusBasis}`,
    props: [
      ...propsOf({ citation: `45 CFR ${id}`, organization, designation, status }),
      ...proofs.map((proof) => prop('proof', proofText(proof))),
      ...policies.map((policy) => prop('policy', policy)),
      ...relatedProps(nist80053),
      ...Object.entries(counts).map(([state, count]) => prop(countName(state as State), count)),
    ],
    methods: ['EXAMINE'],
    types: ['control-objective'],
    origins,
    'relevant-evidence': [{ href: '../safeguards.csv', description: 'The same, as a table.' }],
    collected: standingAt(facts),
  };
}

function countName(state: State): string {
  return `pairs-${stateWords[state].replaceAll(' ', '-')}`;
}

function findingObservation({
  uuid,
  policy,
  title,
  state,
  organization,
  states,
  controls,
}: FindingGroup): OscalPart {
  return {
    uuid,
    title: oneLine(`${title}: ${stateWords[state]}`),
    description: `${stateWords[state]}, by the policy ${policy}: ${states.length} of the resources that it looks at.`,
    props: [
      ...propsOf({ policy, state: stateWords[state], organization }),
      ...[...controls].map((control) => prop('citation', `45 CFR ${control}`)),
    ],
    methods: ['TEST'],
    types: ['finding'],
    subjects: states.map(subjectOf),
    'relevant-evidence': [{ href: '../findings.csv', description: 'The same, as a table.' }],
  };
}

function subjectOf({ resourceId, severity, phi, since, reason }: StateFact): OscalPart {
  return {
    'subject-uuid': resourceUuid(resourceId),
    type: 'inventory-item',
    props: propsOf({ severity, phi, since, reason }),
  };
}

function populationObservation(population: Population, facts: EvidenceFacts): OscalPart {
  const { name, count, source, asOf, independent, unreconciled } = population;
  const beside = independent
    ? `${independent.source} has ${independent.count}; ${independent.unexplained.length} are in one of the two alone.`
    : `Not reconciled: ${unreconciled ?? 'no reason given'}.`;
  return {
    uuid: idsOf(facts)('observation', 'population', name, source, asOf),
    title: oneLine(`Population: ${name}`),
    description: `${count}, from ${source}. ${beside}`,
    props: [
      ...propsOf({ population: name, count, 'independent-count': independent?.count }),
      ...(independent?.unexplained ?? []).map((id) => prop('unexplained', id)),
    ],
    methods: ['EXAMINE'],
    types: ['population'],
    origins,
    collected: timeOf(asOf),
  };
}

function coverageObservation(coverage: CoveredHours, facts: EvidenceFacts): OscalPart {
  const { subscriptionId, log, hours, covered, gaps } = coverage;
  return {
    uuid: idsOf(facts)('observation', 'coverage', subscriptionId, log),
    title: oneLine(`Coverage of ${log} in ${subscriptionId}`),
    description: `${covered} of ${hours} hours of the period were read whole.`,
    props: [
      ...propsOf({ log, subscription: subscriptionId, hours, covered, percent: percentOf(coverage) }),
      ...gaps.map(({ from, to, reason }) => prop('gap', `${from}/${to}`, reason)),
    ],
    methods: ['EXAMINE'],
    types: ['coverage'],
    origins,
    'relevant-evidence': [{ href: '../coverage-calendar.csv', description: 'The same, hour by hour.' }],
    collected: timeOf(facts.createdAt),
  };
}

function gapObservation({ collector, scope, reason }: EvidenceGap, facts: EvidenceFacts): OscalPart {
  return {
    uuid: idsOf(facts)('observation', 'gap', collector, scope, reason),
    title: oneLine(`Missing: ${collector}${scope === undefined ? '' : `, ${scope}`}`),
    description: reason,
    props: propsOf({ collector, scope }),
    methods: ['EXAMINE'],
    types: ['gap'],
    origins,
    collected: timeOf(facts.createdAt),
  };
}
