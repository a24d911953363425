import {
  approveDiscovery,
  askDiscovery,
  assessIncident,
  assessmentRequest,
  decideIncident,
  delayRequest,
  discoveryApproval,
  discoveryRequest,
  incidentDecisionRequest,
  noticeRequest,
  recordDelay,
  recordNotice,
} from '../../src/assurance/incidents/index.ts';
import { incidentVersion } from './answers/incidents.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { recordId } from './parameters.ts';
import { route } from './route.ts';

/** The additions of a Privacy Officer to an incident, each as a further version of it. */
const additions = [
  {
    name: 'discovery',
    path: 'discovery',
    summary: 'Requests another day of discovery. Somebody else approves it.',
    schema: discoveryRequest,
    add: askDiscovery,
  },
  {
    name: 'discovery-approve',
    path: 'discovery/approval',
    summary: 'Approves the day of discovery that somebody else has requested.',
    schema: discoveryApproval,
    approves: true,
    add: approveDiscovery,
  },
  {
    name: 'assess',
    path: 'assessment',
    summary: 'Records the assessment. Each part replaces its earlier version.',
    schema: assessmentRequest,
    add: assessIncident,
  },
  {
    name: 'decide',
    path: 'decision',
    summary: 'Decides whether it was a breach, and signs.',
    schema: incidentDecisionRequest,
    add: decideIncident,
  },
  {
    name: 'delay',
    path: 'delay',
    summary: 'Records that law enforcement asks to delay notices.',
    schema: delayRequest,
    add: recordDelay,
  },
  {
    name: 'notice',
    path: 'notices',
    summary: 'Records that a notice was given.',
    schema: noticeRequest,
    add: recordNotice,
  },
] as const;

for (const { name, path, summary, schema, add, ...more } of additions)
  route({
    name: `incidents-${name}`,
    method: 'POST',
    path: `incidents/{id}/${path}`,
    summary,
    roles: ['PrivacyOfficer'],
    audit: 'change',
    ...('approves' in more && more),
    params: { id: recordId },
    body: { schema, parse: false },
    answers: { 200: incidentVersion },
    problems: keptProblems,
    handler: async ({ body, params: { id }, ...call }) =>
      answerSaved(await add(id, body, call.caller, call.parts.ports), call, 200),
  });
