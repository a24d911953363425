import { firstStatus } from '../../model/index.ts';
import type { SafeguardStatus } from '../../model/index.ts';
import type { ControlFact, EvidenceFacts, StateFact } from '../model/index.ts';
import type { FindingGroup } from './policy-groups.ts';
import { oneLine } from './one-line.ts';
import { safeguardObservationId } from './oscal-observations.ts';
import { idsOf, origins, propsOf, relatedProps, tokenOf } from './oscal-parts.ts';
import type { OscalPart } from './oscal-parts.ts';
import { riskIds } from './oscal-risks.ts';
import { targetOf } from './oscal-targets.ts';
import type { SafeguardGroups } from './safeguard-groups.ts';

const statusOf: Readonly<Record<StateFact['state'], Exclude<SafeguardStatus, 'does-not-apply'>>> = {
  NonCompliant: 'findings-open',
  Unknown: 'unknown',
  Exempt: 'risk-accepted',
};

/** Makes a finding for each safeguard that applies, and one for each policy that is about none of them. */
export function findingsOf(facts: EvidenceFacts, { about, others }: SafeguardGroups): readonly OscalPart[] {
  return [
    ...facts.controls.flatMap((control) => safeguardFinding(control, about(control), facts)),
    ...[...others].map(([policy, groups]) => policyFinding(policy, groups, facts)),
  ];
}

function safeguardFinding(
  control: ControlFact,
  groups: readonly FindingGroup[],
  facts: EvidenceFacts,
): readonly OscalPart[] {
  const { id, organization, title, designation, status, summary, nist80053 } = control;
  if (status === 'does-not-apply') return [];
  return [
    {
      uuid: idsOf(facts)('finding', 'safeguard', id, organization),
      title: oneLine(`${id} ${title}`),
      description: summary,
      props: [
        ...propsOf({ citation: `45 CFR ${id}`, organization, designation, status }),
        ...relatedProps(nist80053),
      ],
      origins,
      target: targetOf(tokenOf('hipaa', id), title, status),
      ...related(
        [safeguardObservationId(control, facts), ...groups.map(({ uuid }) => uuid)],
        riskIds(facts, groups, control),
      ),
    },
  ];
}

function policyFinding(policy: string, groups: readonly FindingGroup[], facts: EvidenceFacts): OscalPart {
  const title = groups[0]?.title ?? policy;
  const status = firstStatus(groups.map(({ state }) => statusOf[state]));
  return {
    uuid: idsOf(facts)('finding', 'policy', policy),
    title: oneLine(title),
    description: `Findings of the policy ${policy}, which is about none of the safeguards here.`,
    props: propsOf({ policy, status }),
    origins,
    target: targetOf(tokenOf('policy', policy), title, status === 'does-not-apply' ? 'unknown' : status),
    ...related(
      groups.map(({ uuid }) => uuid),
      riskIds(facts, groups),
    ),
  };
}

function related(observations: readonly string[], risks: readonly string[]): OscalPart {
  return {
    'related-observations': observations.map((uuid) => ({ 'observation-uuid': uuid })),
    ...(risks.length > 0 && { 'related-risks': risks.map((uuid) => ({ 'risk-uuid': uuid })) }),
  };
}
