import { randomUUID } from 'node:crypto';
import {
  accessReview,
  reviewSignature,
  signAccessReview,
} from '../../src/phi-access/quarterly-review/index.ts';
import { quarterlyReview } from './answers/quarterly-review.ts';
import { attestation } from './answers/records.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { quarter } from './parameters.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';

route({
  name: 'quarterly-review',
  method: 'GET',
  path: 'access-reviews/{quarter}',
  summary: 'The material for the review of access in a quarter, and who has signed it.',
  roles: ['PrivacyOfficer', 'Auditor'],
  params: { quarter },
  answers: { 200: quarterlyReview },
  problems: [404],
  handler: async ({ params, parts }) => {
    const review = await accessReview(params.quarter, { ...parts.ports, watched: parts.watched });
    return review ? { status: 200, json: review } : problem(404, 'No such quarter', 'quarter');
  },
});

route({
  name: 'quarterly-review-sign',
  method: 'POST',
  path: 'access-reviews/{quarter}',
  summary: 'Signs what was examined of a quarter, and what followed from it.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  params: { quarter },
  body: { schema: reviewSignature, parse: false },
  answers: { 201: attestation },
  problems: keptProblems,
  handler: async ({ body, params, ...call }) => {
    const { caller, parts } = call;
    const ports = { ...parts.ports, watched: parts.watched };
    return answerSaved(await signAccessReview(params.quarter, body, caller, ports, randomUUID), call, 201);
  },
});
