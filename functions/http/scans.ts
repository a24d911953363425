import { z } from 'zod';
import { beginScan, latestScans, scansView } from '../../src/monitoring/full-scan/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { next } from './answers/common.ts';
import { scans } from './answers/scans.ts';
import { latestFirst, pageSorted, placeOf } from './paging/index.ts';
import { route } from './route.ts';

route({
  name: 'scans',
  method: 'GET',
  path: 'scans',
  summary:
    'The latest scans: how far they are, what they found, what they could not see, and what the reading cost.',
  roles,
  // The parts of each are read to say how it stands.
  paged: 10,
  answers: { 200: () => scans().extend({ next: next() }) },
  handler: async ({ parts: { ports }, page }) => {
    const latest = (await latestScans(ports)).map(({ value }) => value);
    const { items, more } = await pageSorted(
      latest,
      ({ startedAt, id }) => placeOf(latestFirst(startedAt), id),
      page,
    );
    return { status: 200, json: { ...(await scansView(ports, items)), ...more } };
  },
});

route({
  name: 'begin-scan',
  method: 'POST',
  path: 'scans',
  summary: 'Begins a full scan of everything that is watched. If one is under way, that one goes on.',
  roles: ['Operator'],
  audit: 'change',
  answers: { 202: () => z.object({ id: z.string(), begun: z.boolean() }) },
  handler: async ({ parts, concerns }) => {
    const { id, begun } = await beginScan('request', parts.ports);
    concerns(id);
    return { status: 202, headers: { location: '/api/scans' }, json: { id, begun } };
  },
});
