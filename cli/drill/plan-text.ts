import { counted } from '../../src/base/index.ts';
import { componentKindOf, criticalities, estimateOf } from '../../src/drills/plans/index.ts';
import type { Component, ComponentKind, DrillPlan } from '../../src/drills/plans/index.ts';
import { oneLine } from '../one-line.ts';
import { paint, wrap } from '../output.ts';
import { linesOfId } from '../resource-lines.ts';
import { list, sections } from '../sections.ts';
import { table } from '../table.ts';
import { durationText, momentText } from './amounts.ts';

const columns = [
  { title: 'Criticality', width: 13 },
  { title: 'Component', width: 37, least: 18 },
  { title: 'Objectives', width: 14 },
  { title: 'Step', width: 19, least: 14 },
  { title: 'Cost', width: 12 },
];

const steps: Readonly<Record<ComponentKind, string>> = {
  sql: 'restored from the geo-replicated backup',
  postgresql:
    'restored into targets.postgresqlSubnet; readiness alone without one, or if its network is public',
  storage: 'readiness',
  'key-vault': 'a key of the drill is backed up, deleted and recovered',
  'recovery-services': 'its disks are restored',
  'sql-failover-group': 'readiness, without a failover',
  'cosmos-db': 'readiness, without a failover',
  'event-hubs': 'readiness, without a failover',
  'health-data': 'nothing: Azure offers no restore',
};

const months = ['first', 'second', 'third'];

/** The plan for people to read: its components by criticality, what it costs, when it is due, who may approve. */
export function planText(plan: DrillPlan, facts: readonly string[]): string {
  const { title, components, cost, freezes } = plan;
  const sorted = criticalities.flatMap((criticality) =>
    components.filter((component) => component.criticality === criticality),
  );
  const rows = sorted.map((component) => rowOf(component, cost.currency));
  const estimate = `${estimateOf(plan)} ${cost.currency} estimated, ${cost.cap} ${cost.currency} at most`;
  return `${paint('bold', wrap(oneLine(title)))}
${facts.map((fact) => `${wrap(fact)}\n`).join('')}
${table(columns, rows)}
${sections([
  ['Cost', wrap(estimate)],
  ['Schedule', wrap(scheduleOf(plan))],
  [
    'Freezes',
    list(
      freezes.map(({ from, until, why }) => `${momentText(from)} to ${momentText(until)}: ${oneLine(why)}`),
    ),
  ],
  ['People', wrap(peopleOf(plan))],
])}`;
}

function rowOf(component: Component, currency: string): readonly string[] {
  const { name, resourceId, organization, criticality, objectives, estimatedCost } = component;
  const lines = [paint('bold', name), ...(organization === undefined ? [] : [`of ${organization}`])];
  return [
    criticality,
    [...lines, ...linesOfId(oneLine(resourceId))].join('\n'),
    `RTO ${durationText(objectives.rtoSeconds)}\nRPO ${durationText(objectives.rpoSeconds)}`,
    stepOf(component),
    `${estimatedCost} ${currency}`,
  ];
}

/** The step of a component, in words. */
function stepOf({ resourceId, restore, canary }: Component): string {
  const kind = componentKindOf(resourceId);
  if (kind === undefined) return 'none';
  if (kind === 'sql' && restore === 'long-term')
    return 'restored from the last backup of long-term retention';
  if (kind === 'storage' && restore === 'ledger')
    return 'the tables of phiwatch are restored from its ledger';
  return kind === 'storage' && canary !== undefined
    ? `${steps[kind]}; blob ${canary.blob} is read in the secondary region`
    : steps[kind];
}

function scheduleOf({
  schedule: { monthOfQuarter, dayOfMonth, time },
  region,
  longestHours,
}: DrillPlan): string {
  const where = region === 'same' ? 'the region of production' : 'the paired region';
  const due = `A drill is due on day ${dayOfMonth} of the ${months[monthOfQuarter - 1]} month of each quarter, at ${time} UTC.`;
  return `${due} It restores into ${where}, and takes ${longestHours} h at most.`;
}

function peopleOf({ approvers, approvalHours, participants }: DrillPlan): string {
  const may = `${counted(approvers.length, 'person', 'people')} may approve a drill, within ${approvalHours} h.`;
  const part = participants.length === 1 ? '1 person takes' : `${participants.length} people take`;
  return `${may} ${part} part in it.`;
}
