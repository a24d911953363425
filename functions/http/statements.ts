import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { attest, attestationRequest, revokeAttestation } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { attestation } from './answers/records.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { recordsPage } from './records-page.ts';
import { route } from './route.ts';

route({
  name: 'attestations',
  method: 'GET',
  path: 'attestations',
  summary: 'The attestations of controls, the last version of each.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ attestations: z.array(attestation()), next: next() }) },
  handler: async ({ parts, page }) => {
    const { items, more } = await recordsPage('attestations', parts.ports, page);
    return { status: 200, json: { attestations: items, ...more } };
  },
});

route({
  name: 'reviews',
  method: 'GET',
  path: 'reviews',
  summary: 'The reviews of controls, the last version of each.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ reviews: z.array(attestation()), next: next() }) },
  handler: async ({ parts, page }) => {
    const { items, more } = await recordsPage('reviews', parts.ports, page);
    return { status: 200, json: { reviews: items, ...more } };
  },
});

/** Attestations, and reviews by somebody else, are put on record and revoked alike. */
const statements = [
  { path: 'attestations', kind: 'attestation', says: 'Attests how a control stands.' },
  { path: 'reviews', kind: 'review', says: 'Reviews a control that somebody else has attested.' },
] as const;

for (const { path, kind, says } of statements) {
  route({
    name: `${path}-add`,
    method: 'POST',
    path,
    summary: says,
    roles: ['Responder', 'PrivacyOfficer', 'Operator'],
    audit: 'change',
    people: true,
    body: { schema: attestationRequest, parse: false },
    answers: { 201: attestation },
    problems: keptProblems,
    handler: async ({ body, ...call }) =>
      answerSaved(await attest(kind, body, call.caller, call.parts.ports, randomUUID), call, 201),
  });

  route({
    name: `${path}-revoke`,
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: `Revokes ${kind === 'review' ? 'a review' : 'an attestation'}. It stays on record.`,
    roles: ['PrivacyOfficer'],
    audit: 'change',
    people: true,
    params: { id: recordId },
    answers: { 200: attestation },
    problems: keptProblems,
    handler: async ({ params: { id }, ...call }) =>
      answerSaved(await revokeAttestation(kind, id, call.caller, call.parts.ports), call, 200),
  });
}
