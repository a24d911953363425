import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { accessReview, signAccessReview } from '../../src/phi-access/quarterly-review/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';
import { problem } from './problem.ts';

/** The material for the review of a quarter, as `2026-Q1`, and who has signed it. */
judging.http('quarterly-review', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'access-reviews/{quarter}',
  handler: secured({ roles: ['PrivacyOfficer', 'Auditor'] }, async (request, { parts }) => {
    const ports = { ...parts.ports, watched: parts.watched };
    const review = await accessReview(request.params['quarter'] ?? '', ports);
    return review ? { jsonBody: review } : problem(404, 'there is no such quarter: it is written 2026-Q1');
  }),
});

/** The caller signs what they have examined of a quarter, and what followed. */
judging.http('quarterly-review-sign', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'access-reviews/{quarter}',
  handler: secured({ roles: ['PrivacyOfficer'], audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    const { caller, parts } = call;
    const ports = { ...parts.ports, watched: parts.watched };
    const { quarter = '' } = request.params;
    return answerKept(await signAccessReview(quarter, body.value, caller, ports, randomUUID), call, 201);
  }),
});
