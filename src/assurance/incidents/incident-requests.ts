import { z } from 'zod';
import { link, moment, organization, person, scope, text } from '../../records/index.ts';
import { calendarDay, timeZone } from './request-fields.ts';

/** The requests that people send about incidents. The sender comes from the token. */

/** The way in which it came to light. `knownAt`: when somebody other than the person who did it first knew, if before that. */
const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('anomaly'), id: text(200), knownAt: moment.exactOptional() }),
  /** Both as `GET /api/drifts` gives them. */
  z.strictObject({
    kind: z.literal('drift'),
    id: text(200),
    recordedAt: moment,
    knownAt: moment.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('vendor'),
    /** Id of the agreement with it. */
    agreement: text(100),
    toldAt: moment,
    /** When the vendor knew: it counts where the vendor is an agent. */
    knownAt: moment.exactOptional(),
  }),
  /** A person's report. */
  z.strictObject({ kind: z.literal('report'), knownAt: moment }),
]);

export type IncidentSource = z.infer<typeof source>;

export const openRequest = z
  .strictObject({
    source,
    what: text(1000),
    systems: z.array(text(200)).max(50),
    resources: z.array(scope).max(100),
    organization: organization.exactOptional(),
    /** The time zone in which its days are counted. */
    timeZone: timeZone.exactOptional(),
    /** Our role in regard to this PHI: a business associate tells the covered entity, who tells the others. */
    capacity: z.enum(['covered-entity', 'business-associate']),
    /** The id of the agreement with the covered entity; given by a business associate alone. */
    agreement: text(100).exactOptional(),
    /** The object ids of those who did it, or may have. */
    subjects: z.array(person).max(50),
  })
  .refine(({ capacity, agreement }) => (capacity === 'business-associate') === (agreement !== undefined), {
    path: ['agreement'],
    message: 'must be given with the capacity business-associate, and with no other',
  });

export type OpenRequest = z.infer<typeof openRequest>;

export const discoveryRequest = z.strictObject({ day: calendarDay, why: text(1000) });

export const discoveryApproval = z.strictObject({ day: calendarDay });

const factor = z.strictObject({ rating: z.enum(['low', 'medium', 'high']), why: text(1000) });

/** 45 CFR 164.402, definition of breach, (2)(i) to (iv): each rated by the probability of a compromise, with the reason. */
const factors = z.strictObject({
  /** Nature and extent of the PHI: kinds of identifiers, how likely people can be identified from it. */
  nature: factor.exactOptional(),
  /** The person who used it, or to whom it was disclosed. */
  recipient: factor.exactOptional(),
  /** Whether it was acquired or viewed. */
  acquired: factor.exactOptional(),
  /** The extent to which the risk has been mitigated. */
  mitigation: factor.exactOptional(),
});

const count = z.int().min(1).max(1_000_000_000);

export const assessmentRequest = z
  .strictObject({
    /** Secured: unusable to others by a method of the Secretary's guidance, and the key did not go with it. 164.402. */
    phi: z
      .discriminatedUnion('state', [
        z.strictObject({ state: z.literal('unsecured') }),
        z.strictObject({ state: z.literal('secured'), how: text(1000) }),
      ])
      .exactOptional(),
    /** Which of 164.402, definition of breach, (1)(i) to (iii), may hold. */
    exception: z.strictObject({ which: z.enum(['i', 'ii', 'iii']), why: text(1000) }).exactOptional(),
    factors: factors.exactOptional(),
    /** Individuals, and of them the residents of each state or jurisdiction. */
    affected: z
      .strictObject({
        individuals: count,
        byState: z
          .record(z.string().regex(/^[A-Z]{2}$/, 'must be a state in two capital letters, like IL'), count)
          .exactOptional(),
      })
      .refine(
        ({ individuals, byState = {} }) =>
          Object.values(byState).reduce((sum, n) => sum + n, 0) <= individuals,
        { path: ['byState'], message: 'must not add up to more than individuals' },
      )
      .exactOptional(),
    /** The object ids of others who did it, or may have. */
    subjects: z.array(person).max(50).exactOptional(),
  })
  .refine((request) => Object.keys(request).length > 0, 'must have at least one field');

export type AssessmentRequest = z.infer<typeof assessmentRequest>;

/** `not-unsecured`: the PHI was secured. */
export const incidentDecisionRequest = z.strictObject({
  outcome: z.enum(['breach', 'low-probability', 'exception', 'not-unsecured']),
  why: text(5000),
});

/** An official says that a notice would impede an investigation or harm national security. 45 CFR 164.412. */
export const delayRequest = z.discriminatedUnion('statement', [
  /** For the time that it specifies: `until` is the first day on which notices may go. */
  z.strictObject({
    statement: z.literal('written'),
    statedOn: calendarDay,
    until: calendarDay,
    agency: text(200),
    document: link,
  }),
  /** Documented by us, with who said it; good for 30 days. */
  z.strictObject({ statement: z.literal('oral'), statedOn: calendarDay, agency: text(200), document: link }),
]);

const recipients = ['individuals', 'media', 'hhs', 'covered-entity'] as const;

export type Recipient = (typeof recipients)[number];

export const noticeRequest = z.strictObject({
  to: z.enum(recipients),
  sentOn: calendarDay,
  /** The means by which it was given: 164.404(d). */
  how: text(200),
  document: link,
});
