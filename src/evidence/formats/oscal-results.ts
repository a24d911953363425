import { statusBasis } from '../../model/index.ts';
import type { EvidenceFacts, StateFact } from '../model/index.ts';
import { provesNot } from './package-claims.ts';
import { groupFindings } from './policy-groups.ts';
import type { FindingGroup } from './policy-groups.ts';
import { findingsOf } from './oscal-findings.ts';
import { observationsOf } from './oscal-observations.ts';
import { oneLine } from './one-line.ts';
import { idsOf, prop, propsOf, resourceUuid, timeOf, toolId } from './oscal-parts.ts';
import type { OscalPart } from './oscal-parts.ts';
import { objectivesOf, reviewedControls } from './oscal-reviewed.ts';
import { risksOf } from './oscal-risks.ts';
import { uuidOf } from './uuid-v5.ts';
import { worstFirst } from './worst-first.ts';
import { groupsBySafeguard } from './safeguard-groups.ts';
import type { SafeguardGroups } from './safeguard-groups.ts';

/** Writes assessment results of OSCAL 1.2.1. https://pages.nist.gov/OSCAL/resources/concepts/layer/assessment/assessment-results/ */
export function oscalResults(facts: EvidenceFacts): string {
  const groups = groupFindings(facts);
  const bySafeguard = groupsBySafeguard(facts.controls, groups);
  const idOf = idsOf(facts);
  const planId = idOf('resource', 'plan');
  const objectives = objectivesOf(facts, bySafeguard);
  return `${JSON.stringify({
    'assessment-results': {
      uuid: idOf('document', facts.createdAt),
      metadata: metadataOf(facts),
      'import-ap': {
        href: `#${planId}`,
        remarks: 'There is no plan in OSCAL: phiwatch looks at everything that its catalogue names.',
      },
      ...given('local-definitions', objectives, (all) => ({ 'objectives-and-methods': all })),
      results: [resultOf(facts, groups, bySafeguard)],
      'back-matter': { resources: [planOf(planId, facts)] },
    },
  })}\n`;
}

function metadataOf({ id, class: release, createdAt, appVersion }: EvidenceFacts): OscalPart {
  return {
    title: oneLine(`Evidence package ${id}`),
    'last-modified': timeOf(createdAt),
    version: oneLine(createdAt),
    'oscal-version': '1.2.1',
    props: propsOf({ 'release-class': release, 'phiwatch-version': appVersion }),
    remarks: statusBasis,
  };
}

function resultOf(
  facts: EvidenceFacts,
  groups: readonly FindingGroup[],
  bySafeguard: SafeguardGroups,
): OscalPart {
  const { id, class: release, period, ledger, subscriptions } = facts;
  return {
    uuid: idsOf(facts)('result', period.from, period.to),
    title: oneLine(`${id}, for the class ${release}`),
    description: 'The standing of the safeguards when it was collected, and what it is made of.',
    start: timeOf(period.from),
    end: timeOf(period.to),
    props: [
      ...propsOf({ 'ledger-row': ledger.to.row, 'ledger-hash': ledger.to.hash }),
      ...subscriptions.map((subscription) => prop('subscription', subscription)),
      ...notApplying(facts),
    ],
    'local-definitions': localDefinitions(facts),
    'reviewed-controls': reviewedControls(facts, bySafeguard),
    ...given('observations', observationsOf(facts, groups)),
    ...given('risks', risksOf(facts, groups)),
    ...given('findings', findingsOf(facts, bySafeguard)),
    remarks: [statusBasis, ...provesNot].join('\n\n'),
  };
}

/** Safeguards that do not apply have no finding: they are named here, with the reason. */
function notApplying({ controls }: EvidenceFacts): readonly OscalPart[] {
  return controls
    .filter(({ status }) => status === 'does-not-apply')
    .map(({ id, organization, summary }) =>
      prop(
        'does-not-apply',
        `45 CFR ${id}`,
        organization === undefined ? summary : `${organization}: ${summary}`,
      ),
    );
}

/** Defines phiwatch, and each resource with a finding. */
function localDefinitions({ states, appVersion, id }: EvidenceFacts): OscalPart {
  const resources = Map.groupBy(worstFirst(states), ({ resourceId }) => resourceUuid(resourceId));
  return {
    ...given(
      'inventory-items',
      [...resources].flatMap(([uuid, own]) => own.slice(0, 1).map((state) => itemOf(uuid, state))),
    ),
    'assessment-assets': {
      components: [
        {
          uuid: toolId,
          type: 'software',
          title: 'phiwatch',
          description: 'Evaluates policies on Azure resources, and keeps the records of people.',
          props: propsOf({ 'phiwatch-version': appVersion }),
          status: { state: 'operational' },
        },
      ],
      'assessment-platforms': [
        {
          uuid: uuidOf('platform', id),
          title: 'The deployment of phiwatch',
          'uses-components': [{ 'component-uuid': toolId }],
        },
      ],
    },
  };
}

function itemOf(uuid: string, { resourceId, resourceType, phi }: StateFact): OscalPart {
  return { uuid, description: resourceId, props: propsOf({ 'resource-type': resourceType, phi }) };
}

function planOf(uuid: string, { catalogueVersion }: EvidenceFacts): OscalPart {
  return {
    uuid,
    title: 'The catalogue of phiwatch: safeguards, types of resources, policies',
    description: `SHA-256 ${catalogueVersion}`,
    props: propsOf({ 'catalogue-version': catalogueVersion }),
    rlinks: [{ href: '../README.txt', 'media-type': 'text/plain' }],
  };
}

/** OSCAL has no empty lists: a member without items is left out. */
function given(
  name: string,
  items: readonly OscalPart[],
  content: (items: readonly OscalPart[]) => unknown = (all) => all,
): OscalPart {
  return items.length === 0 ? {} : { [name]: content(items) };
}
