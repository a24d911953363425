import { z } from 'zod';
import { citedControls, serveSnapshot, snapshotFormats } from '../../src/evidence/snapshot/index.ts';
import { snapshotInWork } from './answers/evidence-period.ts';
import { fileReply } from './file-reply.ts';
import { periodParameters, periodTrouble } from './period-query.ts';
import { conflict, invalidInput, problem } from './problem.ts';
import { route } from './route.ts';

const types = { json: 'application/json', zip: 'application/zip' } as const;

/** Seconds after which whoever waits asks again. */
const patience = '20';

route({
  name: 'evidence-snapshot',
  method: 'GET',
  path: 'evidence/snapshot',
  summary:
    'A period as it was, rebuilt from the ledger. A large one is made in the background: the call is answered with 202 and the address at which to ask again.',
  roles: ['Auditor', 'PrivacyOfficer', 'Operator', 'Counsel'],
  audit: 'export',
  query: {
    ...periodParameters,
    controls: z
      .string()
      .max(4_000, 'must have at most 4000 characters')
      .default('')
      .describe('Citations, with commas between them: `164.312(e)(1),164.308`. Absent: all.'),
    format: z.enum(snapshotFormats).default('json').describe('`zip`: a signed package.'),
  },
  answers: {
    200: { files: Object.values(types) },
    202: snapshotInWork,
    206: { files: Object.values(types) },
    304: null,
    416: null,
  },
  problems: [400, 409, 429],
  handler: async ({ query, headers, caller, concerns, parts }) => {
    const { snapshots } = parts.evidence ?? {};
    if (!snapshots)
      return conflict('this deployment keeps no evidence: name its storage and the key that signs');
    const { from, to, asKnownAt, format } = query;
    const trouble = periodTrouble({ from, to, asKnownAt }, parts.ports.clock.now().toISOString());
    if (trouble) return invalidInput(400, `Query parameter ${trouble.field} is not valid`, trouble);
    const controls = citedControls(query.controls, parts.ports.catalogue);
    if ('unknown' in controls)
      return invalidInput(400, 'Query parameter controls is not valid', {
        field: 'controls',
        why: `must cite safeguards: there is no "${controls.unknown.slice(0, 60)}"`,
      });
    const asked = {
      period: { from, to },
      ...(asKnownAt !== undefined && { asKnownAt }),
      controls: controls.ids,
    };
    concerns(`${from}/${to}`);
    const found = await serveSnapshot(asked, format, caller.objectId, snapshots);
    if (found.kind === 'file') {
      const name = `snapshot-${from.slice(0, 10)}-${to.slice(0, 10)}.${format}`;
      return fileReply(headers, { ...found, type: types[format], name });
    }
    if (found.kind === 'failed') return conflict(`the snapshot could not be made: ${found.why}`);
    if (found.kind === 'too-many')
      return problem(429, 'Too many snapshots are being made', undefined, undefined, {
        'retry-after': patience,
      });
    const { id, requestedAt } = found;
    const again = new URLSearchParams({ ...query, asKnownAt: found.asKnownAt }).toString();
    const location = `/api/evidence/snapshot?${again}`;
    return {
      status: 202,
      headers: { location, 'retry-after': patience },
      json: { id, status: 'in-work', requestedAt, asKnownAt: found.asKnownAt, location },
    } as const;
  },
});
