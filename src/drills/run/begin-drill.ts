import { daysAfter, plusSeconds } from '../../base/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { drillIdOf } from '../model/index.ts';
import type { ComponentRun, Drill } from '../model/index.ts';
import { componentKindOf, dueIn, planInForce, quarterAt, withoutTexts } from '../plans/index.ts';
import type { Component, DrillPlan } from '../plans/index.ts';
import { noteDrill } from './drill-events.ts';
import { notifyAsked, notifyFrozen, notifyOverdue } from './notify-drill.ts';
import type { DrillPorts } from './ports.ts';

type Needs = Pick<DrillPorts, 'drills' | 'plans' | 'published' | 'clock' | 'outbox' | 'wake' | 'alerts'>;

export type Begun =
  | { readonly kind: 'begun'; readonly drill: Drill }
  | { readonly kind: 'conflict'; readonly why: string };

/** Days after which a drill that is due and has not ended is overdue. */
const overdueDays = 14;

/** Begins the drill of this quarter if it is due and there is none. Told once a day where it is due and may not be begun. */
export async function beginDue(ports: Needs): Promise<Drill | undefined> {
  const revision = await planInForce(ports);
  if (!revision) return undefined;
  const now = ports.clock.now().toISOString();
  const quarter = quarterAt(now);
  const dueAt = dueIn(quarter, revision.value.plan.schedule);
  if (now < dueAt) return undefined;
  const known = await ports.drills.read(drillIdOf(quarter.name));
  if (daysAfter(dueAt, overdueDays) <= now && !isExecuted(known?.value))
    await notifyOverdue(quarter.name, dueAt, now, ports);
  if (known) return undefined;
  const frozen = freezeAt(revision.value.plan, now);
  if (frozen) {
    await notifyFrozen(quarter.name, dueAt, frozen, now, ports);
    return undefined;
  }
  const begun = await begin('timer', ports);
  return begun.kind === 'begun' ? begun.drill : undefined;
}

function isExecuted(drill: Drill | undefined): boolean {
  return drill?.result === 'executed' || drill?.result === 'objective-missed' || drill?.phase === 'approval';
}

/** Begins the drill of this quarter by hand, before it is due or after. */
export async function beginByHand(caller: Pick<Caller, 'objectId'>, ports: Needs): Promise<Begun> {
  const revision = await planInForce(ports);
  if (!revision) return { kind: 'conflict', why: 'nobody has signed a plan' };
  const frozen = freezeAt(revision.value.plan, ports.clock.now().toISOString());
  if (frozen) return { kind: 'conflict', why: `a freeze holds until ${frozen.until}` };
  return begin(caller.objectId, ports);
}

/** The freeze that holds at a moment. */
export function freezeAt({ freezes }: DrillPlan, moment: string): DrillPlan['freezes'][number] | undefined {
  return freezes.find(({ from, until }) => from <= moment && moment < until);
}

async function begin(startedBy: string, ports: Needs): Promise<Begun> {
  const revision = await planInForce(ports);
  if (!revision) return { kind: 'conflict', why: 'nobody has signed a plan' };
  const { plan, sha256, signedBy } = revision.value;
  const now = ports.clock.now().toISOString();
  const quarter = quarterAt(now);
  const drill: Drill = {
    id: drillIdOf(quarter.name),
    quarter: quarter.name,
    plan: withoutTexts(plan),
    revision: { version: revision.version, sha256, signedBy },
    startedBy,
    dueAt: dueIn(quarter, plan.schedule),
    askedAt: now,
    expiresAt: plusSeconds(now, plan.approvalHours * 3600),
    phase: 'approval',
    components: plan.components.flatMap(runOf),
  };
  await noteDrill(drill.id, 'asked', now, ports);
  // The row is the claim: of two timers, or of a timer and a person, one is first.
  if ((await ports.drills.write(drill, undefined)) === 'conflict')
    return { kind: 'conflict', why: `the drill ${drill.id} was already begun` };
  await notifyAsked(drill, ports);
  return { kind: 'begun', drill };
}

function runOf(component: Component): readonly ComponentRun[] {
  const kind = componentKindOf(component.resourceId);
  return kind === undefined
    ? []
    : [{ component, kind, status: 'waiting', checks: [], findings: [], facts: {}, tries: 0 }];
}
