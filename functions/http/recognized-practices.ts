import { z } from 'zod';
import { practicesReport, recordedPostures, yearBefore } from '../../src/evidence/practices/index.ts';
import { practices } from './answers/evidence-period.ts';
import { route } from './route.ts';

route({
  name: 'recognized-practices',
  method: 'GET',
  path: 'evidence/recognized-security-practices',
  summary:
    'How each safeguard stood on each day of the twelve months before a day, from the postures that were put on record then (Public Law 116-321).',
  roles: ['Auditor', 'PrivacyOfficer', 'Operator', 'Counsel'],
  audit: 'export',
  query: {
    to: z.iso
      .date({ error: 'must be a day like 2026-12-01' })
      .optional()
      .describe('The day after the last one; absent: today.'),
  },
  answers: { 200: practices },
  handler: async ({ query, parts }) => {
    const { dailyPostures, catalogue, clock } = parts.ports;
    const to = query.to ?? clock.now().toISOString().slice(0, 10);
    const ledger = parts.evidence?.recording.ledger;
    const known = ledger
      ? { source: 'ledger' as const, postures: await recordedPostures(ledger, yearBefore(to), to) }
      : { source: 'table' as const, postures: (await dailyPostures.all()).map(({ value }) => value) };
    return { status: 200, json: practicesReport(to, known, catalogue.controls) };
  },
});
