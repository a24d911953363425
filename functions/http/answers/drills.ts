import { z } from 'zod';
import { componentKinds, criticalities, revisionRequest } from '../../../src/drills/plans/index.ts';
import type { PlanRevision } from '../../../src/drills/plans/index.ts';
import type { DrillReport, DrillSummary } from '../../../src/drills/run/index.ts';
import type { RecordVersion } from '../../../src/model/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, recordOf, texts } from './common.ts';

const result = () => z.enum(['executed', 'objective-missed', 'failed', 'aborted', 'expired']);
const phase = () => z.enum(['approval', 'evaluating', 'restoring', 'teardown', 'ended']);

const measure = () =>
  z.object({
    objectiveSeconds: z.number(),
    measuredSeconds: z.number().exactOptional(),
    met: z.boolean().exactOptional().describe('Absent: nothing could be measured.'),
  });

const covered = () => z.object({ restored: count(), all: count() });

const component = () =>
  z.object({
    name: z.string(),
    resourceId: z.string(),
    organization: z.string().exactOptional(),
    criticality: z.enum(criticalities),
    kind: z.enum(componentKinds),
    status: z.enum(['waiting', 'restoring', 'checking', 'done', 'failed']),
    mode: z.enum(['restored', 'exercised', 'readiness']).exactOptional(),
    why: z.string().exactOptional(),
    rto: measure().describe('From T0 to the last check that passed.'),
    rpo: measure().describe('The age of the restore point at T0.'),
    restorePoint: instant().exactOptional(),
    restorePointFrom: z.string().exactOptional().describe('Name of the property that gave it.'),
    copyId: z.string().exactOptional(),
    checks: z.array(
      z.object({
        name: z.string(),
        outcome: z.enum(['passed', 'failed', 'not-comparable', 'not-done']),
        detail: z.string(),
      }),
    ),
    findings: z.array(z.object({ id: z.string(), title: z.string(), owner: z.string(), dueAt: instant() })),
    facts: z.record(z.string(), z.string()),
  });

export const drillReport = answerOf<DrillReport>('DrillReport')(() =>
  z
    .object({
      id: z.string(),
      quarter: z.string(),
      plan: z.object({
        version: z.int().min(1),
        sha256: z.string(),
        signedBy: z.string(),
        region: z.enum(['same', 'paired']),
      }),
      phase: phase(),
      startedBy: z.string().describe('`timer`, or the object id of who started it by hand.'),
      dueAt: instant(),
      approval: z
        .object({
          askedAt: instant(),
          expiresAt: instant(),
          by: z.string().exactOptional(),
          at: instant().exactOptional(),
          waitedSeconds: z.number().exactOptional(),
        })
        .describe('The wait for approval is no part of the recovery time.'),
      cost: z.object({ estimate: z.number(), cap: z.number(), currency: z.string() }),
      startedAt: instant().exactOptional().describe('T0.'),
      endedAt: instant().exactOptional(),
      result: result().exactOptional(),
      stop: z
        .object({ result: z.enum(['failed', 'aborted']), why: z.string(), at: instant() })
        .exactOptional(),
      components: z.array(component()),
      coverage: covered().extend({
        byCriticality: z.record(z.string(), covered()),
        unplanned: texts().describe('Stores that hold PHI and that the plan does not name.'),
      }),
      teardown: z.object({
        live: count().describe("Resources that are left in the drill group, and are none of the template's."),
        destroyed: texts(),
        softDeleted: z.array(z.object({ id: z.string(), purgedAt: z.string() })),
        endedAt: instant().exactOptional(),
        refused: z.string().exactOptional(),
      }),
      participants: texts().describe('By object id; the revision of the plan has their roles.'),
      proves: texts(),
      doesNotProve: texts(),
    })
    .describe('A recovery drill: what it measured, what it proves and what not.'),
);

export const drillSummary = answerOf<DrillSummary>('DrillSummary')(() =>
  z
    .object({
      id: z.string(),
      quarter: z.string(),
      phase: phase(),
      dueAt: instant(),
      expiresAt: instant(),
      startedAt: instant().exactOptional(),
      endedAt: instant().exactOptional(),
      result: result().exactOptional(),
      coverage: covered().exactOptional(),
    })
    .describe('A recovery drill in short.'),
);

export const planRevision = answerOf<RecordVersion<PlanRevision>>('DrillPlanRevision')(() =>
  recordOf(
    z.object({
      ...revisionRequest.shape,
      signedBy: z.string(),
      sha256: z.string().describe("SHA-256 of the plan's JSON: that is what was signed."),
    }),
  ).describe('A revision of the plan of recovery drills, signed. 45 CFR 164.308(a)(7)(ii)(D).'),
);
