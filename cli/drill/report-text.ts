import { counted } from '../../src/base/index.ts';
import { paint, wrap } from '../output.ts';
import { linesOfId } from '../resource-lines.ts';
import { list, sections } from '../sections.ts';
import { table } from '../table.ts';
import { durationText, momentText } from './amounts.ts';
import type { ComponentView, Report } from './answers.ts';
import { paintResult } from './status-text.ts';

const columns = [
  { title: 'Component', width: 31, least: 18 },
  { title: 'Recovery time', width: 18, least: 12 },
  { title: 'Recovery point', width: 18, least: 12 },
  { title: 'Done, and checks', width: 28, least: 14 },
];

/** The report for people to read. */
export function reportText(report: Report): string {
  const { id, quarter, components, proves, doesNotProve, coverage, participants } = report;
  const findings = components.flatMap(({ name, findings: own }) =>
    own.map(
      ({ title, owner, dueAt }) => `${name}: ${title}; ${owner} answers for it until ${momentText(dueAt)}`,
    ),
  );
  return `${paint('bold', wrap(`Recovery drill ${id}, of quarter ${quarter}`))}
${factsOf(report)
  .map((fact) => `${wrap(fact)}\n`)
  .join('')}
${table(columns, components.map(rowOf))}
${sections([
  ['Findings', list(findings)],
  ['Coverage', wrap(coverageOf(report))],
  ['Stores with PHI that the plan does not name', list(coverage.unplanned)],
  ['Teardown', list(teardownOf(report))],
  ['Participants', list(participants)],
  ['Proves', list(proves.length > 0 ? proves : ['nothing'])],
  ['Does not prove', list(doesNotProve)],
])}`;
}

function factsOf(report: Report): readonly string[] {
  const { plan, phase, result, stop, startedBy, startedAt, endedAt, dueAt, cost } = report;
  const region = plan.region === 'same' ? 'the region of production' : 'the paired region';
  return [
    `Result: ${result === undefined ? `none yet, the drill is in the phase ${phase}` : paintResult(result)}`,
    ...(stop ? [`Ended early at ${momentText(stop.at)}: ${stop.why}`] : []),
    `Plan: version ${plan.version}, SHA-256 ${plan.sha256}; into ${region}`,
    `Cost: ${cost.estimate} ${cost.currency} estimated, ${cost.cap} ${cost.currency} at most`,
    `Due: ${momentText(dueAt)}; started by ${startedBy === 'timer' ? 'the timer' : startedBy}`,
    `Approval: ${approvalOf(report)}`,
    `T0: ${startedAt === undefined ? 'not declared' : momentText(startedAt)}`,
    `End: ${endedAt === undefined ? 'not yet' : momentText(endedAt)}`,
  ];
}

function approvalOf({ approval, phase }: Report): string {
  const { askedAt, expiresAt, by, at, waitedSeconds } = approval;
  const asked = `asked for at ${momentText(askedAt)}`;
  if (at === undefined)
    return phase === 'approval'
      ? `${asked}, can be given until ${momentText(expiresAt)}`
      : `${asked}, not given by ${momentText(expiresAt)}`;
  const wait = waitedSeconds === undefined ? '' : ` after ${durationText(waitedSeconds)}`;
  return `${asked}, given${wait} by ${by}; the wait is no part of the recovery time`;
}

function rowOf(component: ComponentView): readonly string[] {
  const { name, resourceId, organization, criticality, rto, rpo, restorePoint } = component;
  const of = organization === undefined ? '' : `, of ${organization}`;
  return [
    [paint('bold', name), `${criticality}${of}`, ...linesOfId(resourceId)].join('\n'),
    measureOf(rto),
    [measureOf(rpo), ...(restorePoint === undefined ? [] : [`as of ${momentText(restorePoint)}`])].join('\n'),
    doneWith(component).join('\n'),
  ];
}

function measureOf({ objectiveSeconds, measuredSeconds, met }: ComponentView['rto']): string {
  const measured = measuredSeconds === undefined ? 'not measured' : durationText(measuredSeconds);
  const words = met === undefined ? [] : [met ? paint('green', 'met') : paint('red', 'missed')];
  return [measured, `objective ${durationText(objectiveSeconds)}`, ...words].join('\n');
}

/** The work on a component, the checks that did not pass, and the facts that a reader needs. */
function doneWith({ mode, status, why, checks, facts }: ComponentView): readonly string[] {
  const open = checks.filter(({ outcome }) => outcome !== 'passed');
  const passed = `${checks.length - open.length} of ${counted(checks.length, 'check')} passed`;
  return [
    `${mode ?? 'nothing'}, ${status === 'failed' ? paint('red', status) : status}`,
    ...(why === undefined ? [] : [why]),
    ...(checks.length === 0 ? [] : [passed]),
    ...open.map(({ name, outcome, detail }) => `${name} ${outcome}: ${detail}`),
    ...Object.entries(facts).map(([name, value]) => `${name}: ${value}`),
  ];
}

function coverageOf({ coverage, endedAt }: Report): string {
  const { restored, all, byCriticality } = coverage;
  if (endedAt === undefined) return 'Counted at the end of the drill.';
  const parts = Object.entries(byCriticality).map(
    ([criticality, of]) => `${criticality} ${of.restored} of ${of.all}`,
  );
  const more = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  return `${restored} of ${counted(all, 'store')} with PHI restored${more}`;
}

function teardownOf({ teardown, startedAt }: Report): readonly string[] {
  const { live, destroyed, softDeleted, endedAt, refused } = teardown;
  if (startedAt === undefined) return ['nothing was made'];
  return [
    ...(refused === undefined
      ? []
      : [`${paint('red', 'refused')}, nothing is deleted, a person has to look: ${refused}`]),
    endedAt === undefined ? 'not ended' : `ended at ${momentText(endedAt)}`,
    `${counted(destroyed.length, 'resource')} destroyed`,
    ...leftOver(live, endedAt !== undefined),
    ...softDeleted.map(({ id, purgedAt }) => `${id} can be restored until ${momentText(purgedAt)}`),
  ];
}

/** Before the end of the teardown, a count of none means that nobody has looked. */
function leftOver(live: number, isEnded: boolean): readonly string[] {
  if (live > 0) return [paint('red', `${counted(live, 'resource')} left in the drill group`)];
  return isEnded ? ['nothing is left in the drill group'] : [];
}
