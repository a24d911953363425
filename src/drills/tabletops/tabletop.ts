import { z } from 'zod';
import { secondsBetween } from '../../base/index.ts';
import { link, moment, organization, person, text } from '../../records/index.ts';

/** The exercises that people hold around a table. Nothing is restored in them. */
export const exercises = [
  'breach-notification',
  'emergency-access',
  'incident-investigation',
  'emergency-mode',
] as const;

export type Exercise = (typeof exercises)[number];

const checklistItem = z
  .strictObject({
    item: text(200),
    outcome: z.enum(['done', 'not-done', 'not-applicable']),
    why: text().exactOptional(),
  })
  .refine(({ outcome, why }) => outcome === 'done' || why !== undefined, {
    path: ['why'],
    error: 'must be given where the outcome is not-done or not-applicable',
  });

const finding = z.strictObject({
  title: text(200),
  /** The person who answers for it, by object id. */
  owner: person,
  dueAt: moment,
});

/** The record of a tabletop exercise, by whoever has led it. */
export const tabletopRequest = z
  .strictObject({
    exercise: z.enum(exercises),
    organization: organization.exactOptional(),
    scenario: text(),
    startedAt: moment,
    endedAt: moment,
    /** Those who took part; the facilitator may be one of them. */
    participants: z
      .array(z.strictObject({ person, role: text(200) }))
      .min(2)
      .max(50),
    checklist: z.array(checklistItem).min(1).max(100),
    lessons: text(),
    evidence: link,
    findings: z.array(finding).max(50),
  })
  .superRefine(({ startedAt, endedAt, participants }, context) => {
    const trouble = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (endedAt <= startedAt) trouble(['endedAt'], 'must be after startedAt');
    // What is no time has been refused already, and is none here.
    if (secondsBetween(startedAt, endedAt) > 86_400)
      trouble(['endedAt'], 'must be at most 24 hours after startedAt');
    const seen = new Map<string, number>();
    participants.forEach(({ person: id }, n) => {
      const before = seen.get(id);
      if (before === undefined) seen.set(id, n);
      else trouble(['participants', n, 'person'], `must differ from that of participant ${before}`);
    });
  });

/** A tabletop exercise that was held. All under one owner, `everyOwner`. */
export interface Tabletop extends z.infer<typeof tabletopRequest> {
  readonly status: 'recorded' | 'withdrawn';
  /** The person who led it, and put it on record. */
  readonly facilitator: string;
  /** Participants who say that it was held as recorded, each once, the earliest first. */
  readonly confirmations: readonly { readonly by: string; readonly at: string }[];
  readonly withdrawal?: { readonly by: string; readonly at: string; readonly why: string };
}
