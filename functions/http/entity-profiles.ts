import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { entityProfileRequest, recordEntityProfile, revokeEntityProfile } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { entityProfile } from './answers/records.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { recordsPage } from './records-page.ts';
import { route } from './route.ts';

route({
  name: 'entity-profiles',
  method: 'GET',
  path: 'entity-profiles',
  summary: 'The entity profiles: which kinds of entity the organizations are, the last version of each.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ entityProfiles: z.array(entityProfile()), next: next() }) },
  handler: async ({ parts, page }) => {
    const { items, more } = await recordsPage('entityProfiles', parts.ports, page);
    return { status: 200, json: { entityProfiles: items, ...more } };
  },
});

route({
  name: 'entity-profiles-add',
  method: 'POST',
  path: 'entity-profiles',
  summary: 'Signs which kinds of entity an organization is.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  people: true,
  body: { schema: entityProfileRequest, parse: false },
  answers: { 201: entityProfile },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await recordEntityProfile(body, call.caller, call.parts.ports, randomUUID), call, 201),
});

route({
  name: 'entity-profiles-revoke',
  method: 'DELETE',
  path: 'entity-profiles/{id}',
  summary: 'Revokes an entity profile. It stays on record.',
  roles: ['PrivacyOfficer'],
  audit: 'change',
  people: true,
  params: { id: recordId },
  answers: { 200: entityProfile },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) =>
    answerSaved(await revokeEntityProfile(id, call.caller, call.parts.ports), call, 200),
});
