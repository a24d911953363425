import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  incidentReaders,
  listIncidents,
  nextDue,
  openIncident,
  openRequest,
  showIncident,
} from '../../src/assurance/incidents/index.ts';
import { next } from './answers/common.ts';
import { incident, incidentOpened, incidentWithHistory } from './answers/incidents.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';

route({
  name: 'incidents',
  method: 'GET',
  path: 'incidents',
  summary: 'Incidents, those due first in front. Nobody sees an incident of which they are a subject.',
  roles: incidentReaders,
  paged: mostEntries,
  answers: { 200: () => z.object({ incidents: z.array(incident()), next: next() }) },
  handler: async ({ caller, parts, page }) => {
    const found = await listIncidents(caller, parts.ports);
    const { items, more } = await pageSorted(found, (each) => placeOf(nextDue(each), each.id), page);
    return { status: 200, json: { incidents: items, ...more } };
  },
});

route({
  name: 'incident',
  method: 'GET',
  path: 'incidents/{id}',
  summary: 'One incident with its history, and the notices that are due.',
  roles: incidentReaders,
  params: { id: recordId },
  answers: { 200: incidentWithHistory },
  problems: [404],
  handler: async ({ params: { id }, caller, parts }) => {
    const found = await showIncident(id, caller, parts.ports);
    return found ? { status: 200, json: found } : problem(404, 'No such record');
  },
});

route({
  name: 'incidents-open',
  method: 'POST',
  path: 'incidents',
  summary: "Opens an incident, from an anomaly, a drift, a vendor's notice or a report.",
  roles: ['Responder', 'RemediationApprover', 'ExemptionApprover', 'PrivacyOfficer', 'Operator'],
  audit: 'change',
  people: true,
  body: { schema: openRequest, parse: false },
  answers: { 201: incidentOpened },
  problems: keptProblems,
  handler: async ({ body, ...call }) => {
    const { caller, parts } = call;
    const ports = { ...parts.ports, anomalies: parts.anomalies };
    return answerSaved(await openIncident(body, caller, ports, randomUUID), call, 201);
  },
});
