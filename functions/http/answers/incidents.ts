import { z } from 'zod';
import {
  assessmentRequest,
  delayRequest,
  incidentDecisionRequest,
  noticeRequest,
  openRequest,
} from '../../../src/assurance/incidents/index.ts';
import type {
  Incident,
  IncidentView,
  NoticeDue,
  Opened,
  showIncident,
} from '../../../src/assurance/incidents/index.ts';
import { answerOf } from './answer-of.ts';
import { instant, recordOf, texts } from './common.ts';
import type { RecordOf } from './records.ts';

const discovery = answerOf<Incident['discovery']>('Discovery')(() =>
  z
    .object({
      day: z.iso.date(),
      basis: z.enum(['alert', 'knowledge', 'report', 'moved']),
      why: z.string().exactOptional(),
      askedBy: z.string().exactOptional(),
      approvedBy: z.string().exactOptional(),
      approvedAt: instant().exactOptional(),
    })
    .describe('From which day the clock of the notices runs. 45 CFR 164.404(a)(2).'),
);

const incidentValue = answerOf<Incident>('IncidentValue')(() => {
  const { subjects: _subjects, ...opened } = openRequest.shape;
  const { phi, exception, factors, affected } = assessmentRequest.shape;
  return z.object({
    ...opened,
    phi,
    exception,
    factors,
    affected,
    subjects: texts(),
    openedBy: z.string(),
    openedAt: instant(),
    changedBy: z.string(),
    discovery: discovery(),
    discoveryAsked: z.object({ day: z.iso.date(), why: z.string(), askedBy: z.string() }).exactOptional(),
    noticeDays: z.int().exactOptional(),
    decision: z
      .object({ ...incidentDecisionRequest.shape, signedBy: z.string(), signedAt: instant() })
      .exactOptional(),
    delay: delayRequest.exactOptional(),
    notices: z.array(z.object({ ...noticeRequest.shape, by: z.string() })),
  });
});

export const incidentVersion = answerOf<RecordOf<Incident>>('IncidentVersion')(() =>
  recordOf(incidentValue()),
);

export const incidentOpened = answerOf<RecordOf<Opened>>('IncidentOpened')(() =>
  recordOf(z.object({ discovery: discovery() })).describe(
    'Returned to the reporter, who may lack the right to read incidents.',
  ),
);

const noticeDue = answerOf<NoticeDue>('NoticeDue')(() =>
  z
    .object({
      to: noticeRequest.shape.to,
      citation: z.string(),
      by: z.iso.date().describe('The last day.'),
      notBefore: z.iso.date().exactOptional(),
      unless: z.string().exactOptional(),
      sentOn: z.iso.date().exactOptional(),
      late: z.literal(true).exactOptional(),
      early: z.literal(true).exactOptional(),
    })
    .describe('A notice that must be given.'),
);

export const incident = answerOf<IncidentView>('Incident')(() =>
  recordOf(incidentValue()).extend(standing()),
);

export const incidentWithHistory = answerOf<NonNullable<Awaited<ReturnType<typeof showIncident>>>>(
  'IncidentWithHistory',
)(() =>
  recordOf(incidentValue()).extend({
    ...standing(),
    history: z.array(incidentVersion()).describe('Oldest first.'),
  }),
);

function standing() {
  return {
    status: z.enum(['presumed', 'breach', 'done']).describe('presumed: a breach until somebody has decided.'),
    due: z.array(noticeDue()),
  };
}
