import { statusBasis } from '../../model/index.ts';
import type { ControlFact, EvidenceFacts } from '../model/index.ts';
import type { FindingGroup } from './policy-groups.ts';
import { oneLine } from './one-line.ts';
import { idsOf, origins, propsOf } from './oscal-parts.ts';
import type { OscalPart } from './oscal-parts.ts';
import { safeguardObservationId } from './oscal-observations.ts';

/** Somebody approved the deviation; that closes nothing. */
const accepted = 'deviation-approved';

const statement = 'Somebody accepted this. It stays open in every total.';

/** Makes a risk for each policy with accepted findings, and for each safeguard of which something is accepted. */
export function risksOf(facts: EvidenceFacts, groups: readonly FindingGroup[]): readonly OscalPart[] {
  return [
    ...facts.controls.filter(isAccepted).map((control) => safeguardRisk(control, facts)),
    ...groups.filter(({ state }) => state === 'Exempt').map((group) => findingRisk(group, facts)),
  ];
}

/** Returns the ids of the risks of a safeguard, and of groups of findings. */
export function riskIds(
  facts: EvidenceFacts,
  groups: readonly FindingGroup[],
  control?: ControlFact,
): readonly string[] {
  return [
    ...(control && isAccepted(control) ? [safeguardRiskId(control, facts)] : []),
    ...groups.filter(({ state }) => state === 'Exempt').map((group) => findingRiskId(group, facts)),
  ];
}

function isAccepted({ status }: ControlFact): boolean {
  return status === 'risk-accepted';
}

function safeguardRisk(control: ControlFact, facts: EvidenceFacts): OscalPart {
  const { id, organization, title, summary } = control;
  return {
    uuid: safeguardRiskId(control, facts),
    title: oneLine(`Risk accepted: ${id} ${title}`),
    description: `${summary}\n\n${statusBasis}`,
    statement,
    props: propsOf({ citation: `45 CFR ${id}`, organization }),
    status: accepted,
    origins,
    'related-observations': [{ 'observation-uuid': safeguardObservationId(control, facts) }],
  };
}

function findingRisk(group: FindingGroup, facts: EvidenceFacts): OscalPart {
  const { uuid, policy, title, organization, states } = group;
  return {
    uuid: findingRiskId(group, facts),
    title: oneLine(`Finding accepted: ${title}`),
    description: `Accepted for ${states.length} of the resources that the policy ${policy} looks at.`,
    statement,
    props: propsOf({ policy, organization }),
    status: accepted,
    origins,
    'related-observations': [{ 'observation-uuid': uuid }],
  };
}

function safeguardRiskId({ id, organization }: ControlFact, facts: EvidenceFacts): string {
  return idsOf(facts)('risk', 'safeguard', id, organization);
}

function findingRiskId({ uuid }: FindingGroup, facts: EvidenceFacts): string {
  return idsOf(facts)('risk', 'finding', uuid);
}
