import { z } from 'zod';
import { placeOfEntry } from '../../src/platform/auth/index.ts';
import { auditEntry } from './answers/auth.ts';
import { next } from './answers/common.ts';
import { mostEntries, pageInOrder } from './paging/index.ts';
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
  paged: mostEntries,
  answers: { 200: () => z.object({ entries: z.array(auditEntry()), next: next() }) },
  handler: async ({ query: { since, until }, parts, page }) => {
    const found = parts.access.audit.between(since, until, page);
    const { items, more } = await pageInOrder(found, placeOfEntry, page);
    return { status: 200, json: { entries: items, ...more } };
  },
});
