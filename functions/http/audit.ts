import { auditBetween } from '../../src/platform/auth/index.ts';
import { audit } from './answers/auth.ts';
import { time } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'audit',
  method: 'GET',
  path: 'audit',
  summary: 'Who called what between two moments, oldest first. To read it is in the audit itself.',
  roles: ['Auditor', 'PrivacyOfficer', 'Operator'],
  audit: 'export',
  query: { since: time, until: time.optional() },
  answers: { 200: audit },
  handler: async ({ query, parts }) => ({
    status: 200,
    json: await auditBetween(query, parts.access.audit),
  }),
});
