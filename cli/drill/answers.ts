import { z } from 'zod';
import { oneLine } from '../one-line.ts';

/** The answers of the API about drills, as far as they are shown. */

/** Text that comes out fit for a terminal, in one line. */
const shown = z.string().transform((text) => oneLine(text));
const count = z.number();

const results = ['executed', 'objective-missed', 'failed', 'aborted', 'expired'] as const;
export type Result = (typeof results)[number];

const part = z.object({ restored: count, all: count });

/** A drill in short. */
export const summaryAnswer = z.object({
  id: shown,
  phase: shown,
  dueAt: shown,
  expiresAt: shown,
  startedAt: shown.exactOptional(),
  endedAt: shown.exactOptional(),
  result: z.enum(results).exactOptional(),
  coverage: part.exactOptional(),
});

const measure = z.object({
  objectiveSeconds: count,
  measuredSeconds: count.exactOptional(),
  met: z.boolean().exactOptional(),
});

const component = z.object({
  name: shown,
  resourceId: shown,
  organization: shown.exactOptional(),
  criticality: shown,
  status: shown,
  mode: shown.exactOptional(),
  why: shown.exactOptional(),
  rto: measure,
  rpo: measure,
  restorePoint: shown.exactOptional(),
  checks: z.array(z.object({ name: shown, outcome: shown, detail: shown })),
  findings: z.array(z.object({ title: shown, owner: shown, dueAt: shown })),
  facts: z.record(shown, shown),
});

/** The report of a drill. */
export const reportAnswer = z.object({
  id: shown,
  quarter: shown,
  plan: z.object({ version: count, sha256: shown, signedBy: shown, region: shown }),
  phase: shown,
  startedBy: shown,
  dueAt: shown,
  approval: z.object({
    askedAt: shown,
    expiresAt: shown,
    by: shown.exactOptional(),
    at: shown.exactOptional(),
    waitedSeconds: count.exactOptional(),
  }),
  cost: z.object({ estimate: count, cap: count, currency: shown }),
  startedAt: shown.exactOptional(),
  endedAt: shown.exactOptional(),
  result: z.enum(results).exactOptional(),
  stop: z.object({ why: shown, at: shown }).exactOptional(),
  components: z.array(component),
  coverage: part.extend({ byCriticality: z.record(shown, part), unplanned: z.array(shown) }),
  teardown: z.object({
    live: count,
    destroyed: z.array(shown),
    softDeleted: z.array(z.object({ id: shown, purgedAt: shown })),
    endedAt: shown.exactOptional(),
    refused: shown.exactOptional(),
  }),
  participants: z.array(shown),
  proves: z.array(shown),
  doesNotProve: z.array(shown),
});

/** The parts of a report, and of a drill in short, that decide what is done. */
export const resultAnswer = reportAnswer.pick({ id: true, result: true });

/** A revision of the plan, with its texts as they are. The plan itself is checked as a file of one is. */
export const revisionAnswer = z.object({
  version: count,
  recordedAt: z.string(),
  value: z.object({
    plan: z.unknown(),
    why: z.string(),
    lessonsOf: z.array(z.string()).exactOptional(),
    signedBy: z.string(),
    sha256: z.string(),
  }),
});

export type Summary = z.infer<typeof summaryAnswer>;
export type Report = z.infer<typeof reportAnswer>;
export type ComponentView = Report['components'][number];
