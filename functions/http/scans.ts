import { beginScan, scansView } from '../../src/monitoring/full-scan/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';

/** The latest scans: how far they are, what they found, what they could not see, and what the reading cost. */
judging.http('scans', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'scans',
  handler: secured({ roles }, async (_request, { parts }) => ({ jsonBody: await scansView(parts.ports) })),
});

/** Begins a scan of everything that is watched; one that is under way goes on instead. */
judging.http('begin-scan', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'scans',
  handler: secured({ roles: ['Operator'], audit: 'change' }, async (_request, { parts, concerns }) => {
    const { id, begun } = await beginScan('request', parts.ports);
    concerns(id);
    return { status: 202, headers: { location: '/api/scans' }, jsonBody: { id, begun } };
  }),
});
