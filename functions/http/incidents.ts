import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  incidentReaders,
  listIncidents,
  openIncident,
  showIncident,
} from '../../src/assurance/incidents/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';
import { problem } from './problem.ts';

/** What may be a breach, what is due first in front; to who is concerned by one there is none. */
judging.http('incidents', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'incidents',
  handler: secured({ roles: incidentReaders }, async (_request, { caller, parts }) => ({
    jsonBody: { incidents: await listIncidents(caller, parts.ports) },
  })),
});

/** One with its history, and the notices that are due. */
judging.http('incident', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'incidents/{id}',
  handler: secured({ roles: incidentReaders }, async (request, { caller, parts }) => {
    const found = await showIncident(request.params['id'] ?? '', caller, parts.ports);
    return found ? { jsonBody: found } : problem(404, 'there is no such record');
  }),
});

/** Opens one, from an anomaly, a drift, a vendor's notice or a report. */
judging.http('incidents-open', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'incidents',
  handler: secured(
    {
      roles: ['Responder', 'RemediationApprover', 'ExemptionApprover', 'PrivacyOfficer', 'Operator'],
      audit: 'change',
    },
    async (request, call) => {
      const body = await readBody(request, z.unknown());
      if (!body.ok) return body.problem;
      const { caller, parts } = call;
      const ports = { ...parts.ports, anomalies: parts.anomalies };
      return answerKept(await openIncident(body.value, caller, ports, randomUUID), call, 201);
    },
  ),
});
