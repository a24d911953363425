import { enqueueNotice } from '../../notifications/index.ts';
import type { NotificationPorts } from '../../notifications/index.ts';
import type { Severity } from '../../model/index.ts';
import { rpoOf, rtoOf } from '../model/index.ts';
import type { Drill, DrillFinding, Measure } from '../model/index.ts';
import { estimateOf } from '../plans/index.ts';
import type { DrillPlan } from '../plans/index.ts';

type Needs = Pick<NotificationPorts, 'outbox' | 'wake' | 'alerts' | 'clock'>;

async function notify(
  id: string,
  severity: Severity,
  title: string,
  lines: readonly string[],
  ports: Needs,
): Promise<void> {
  await enqueueNotice({ id: `drill|${id}`, kind: 'notice', severity, content: { title, lines } }, ports);
}

/** Requests approval, with what the drill would do and cost. */
export async function notifyAsked(drill: Drill, ports: Needs): Promise<void> {
  const { id, plan, expiresAt } = drill;
  await notify(
    `${id}|asked`,
    'medium',
    `The recovery drill ${id} waits for approval`,
    [
      `It restores or checks ${plan.components.length} components. The plan estimates ${money(estimateOf(plan), plan)}, and allows ${money(plan.cost.cap, plan)}.`,
      `One of the plan's approvers may approve it until ${expiresAt}; nobody approves what they started or signed. After that it expires.`,
    ],
    ports,
  );
}

/** Told once a day while a freeze holds. */
export async function notifyFrozen(
  quarter: string,
  dueAt: string,
  freeze: DrillPlan['freezes'][number],
  now: string,
  ports: Needs,
): Promise<void> {
  await notify(
    `${quarter}|frozen|${now.slice(0, 10)}`,
    'low',
    `The recovery drill of ${quarter} is due, and a freeze holds`,
    [`It was due at ${dueAt}. It is begun after ${freeze.until}: ${freeze.why}`],
    ports,
  );
}

/** Told once a day. */
export async function notifyOverdue(
  quarter: string,
  dueAt: string,
  now: string,
  ports: Needs,
): Promise<void> {
  await notify(
    `${quarter}|overdue|${now.slice(0, 10)}`,
    'high',
    `The recovery drill of ${quarter} is overdue`,
    [`It was due at ${dueAt}, and none has been executed. Please begin one, or correct what stopped it.`],
    ports,
  );
}

export async function notifyStarted(drill: Drill, ports: Needs): Promise<void> {
  await notify(
    `${drill.id}|started`,
    'medium',
    `The recovery drill ${drill.id} has started`,
    [
      `T0 is ${drill.startedAt}. Copies are made in the drill group alone, and destroyed at the end.`,
      `Taking part, by the plan: ${drill.plan.participants.map(({ person }) => person).join(', ')}.`,
    ],
    ports,
  );
}

/** The result, once. Two quarters in a row without a drill that was executed are escalated. */
export async function notifyEnded(drill: Drill, ports: Needs, failedBefore = false): Promise<void> {
  const { id, result, stop, coverage, startedAt, components } = drill;
  const isGood = result === 'executed';
  const severity = failedBefore && !isGood ? 'critical' : isGood ? 'low' : 'high';
  const measured = components.map(
    (run) =>
      `${run.component.name}: ${run.status}${said('RTO', rtoOf(run, startedAt))}${said('RPO', rpoOf(run, startedAt))}`,
  );
  await notify(
    `${id}|ended`,
    severity,
    `The recovery drill ${id} ended: ${result ?? 'unknown'}`,
    [
      ...(stop ? [stop.why] : []),
      ...(coverage ? [`${coverage.restored} of ${coverage.all} stores that hold PHI were restored.`] : []),
      ...(startedAt === undefined ? [] : measured),
      ...(failedBefore && !isGood ? ['The drill of the quarter before was not executed either.'] : []),
    ],
    ports,
  );
}

/** Notifies, once, of a finding whose day has come. */
export async function notifyFindingDue(
  drill: Pick<Drill, 'id'>,
  { id, title, owner, dueAt }: DrillFinding,
  ports: Needs,
): Promise<void> {
  await notify(
    `${drill.id}|finding|${id}`,
    'high',
    `A finding of the recovery drill ${drill.id} was due`,
    [`${title}.`, `It was due by ${dueAt}; ${owner} answers for it.`],
    ports,
  );
}

/** Notifies, once a day, of a workflow that fails again and again. */
export async function notifyFailing(drill: Pick<Drill, 'id'>, now: string, ports: Needs): Promise<void> {
  await notify(
    `${drill.id}|failing|${now.slice(0, 10)}`,
    'high',
    `The workflow of the recovery drill ${drill.id} has failed`,
    ['It is started again each minute. The log of the function dr-drill-turn has the reason.'],
    ports,
  );
}

/** Notifies of what keeps a copy of PHI from being destroyed: at once, and then each day. */
export async function notifyTeardown(
  drill: Pick<Drill, 'id'>,
  why: string,
  now: string,
  ports: Needs,
): Promise<void> {
  await notify(
    `${drill.id}|teardown|${now.slice(0, 10)}`,
    'critical',
    `Copies of the recovery drill ${drill.id} are not destroyed`,
    [why, 'A person has to look at the drill group: it may hold a copy of the records of all patients.'],
    ports,
  );
}

function said(name: string, { measuredSeconds, met }: Measure): string {
  if (measuredSeconds === undefined) return met === false ? `, ${name} missed` : '';
  return `, ${name} ${measuredSeconds} s${met === false ? ' (missed)' : ''}`;
}

function money(amount: number, { cost }: DrillPlan): string {
  return `${amount} ${cost.currency}`;
}
