import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  anomalyReaders,
  listSuppressions,
  suppressAnomalies,
  suppressionRequest,
  withdrawSuppression,
} from '../../src/phi-access/anomalies/index.ts';
import { suppression } from './answers/access.ts';
import { next } from './answers/common.ts';
import type { Call } from './guard.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { recordId } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'anomaly-suppressions',
  method: 'GET',
  path: 'anomaly-suppressions',
  summary: 'The suppressions, the last version of each. Nobody sees those about themselves.',
  roles: anomalyReaders,
  audit: 'export',
  paged: mostEntries,
  answers: { 200: () => z.object({ suppressions: z.array(suppression()), next: next() }) },
  handler: async ({ caller, parts, page }) => {
    const found = await listSuppressions(caller, parts.watching);
    const { items, more } = await pageSorted(found, ({ id }) => placeOf(id), page);
    return { status: 200, json: { suppressions: items, ...more } };
  },
});

route({
  name: 'anomaly-suppressions-add',
  method: 'POST',
  path: 'anomaly-suppressions',
  summary: 'Keeps anomalies of a principal from being reported, for a time.',
  roles: anomalyReaders,
  audit: 'change',
  body: { schema: suppressionRequest, parse: false },
  answers: { 201: suppression },
  problems: keptProblems,
  handler: async ({ body, ...call }) =>
    answerSaved(await suppressAnomalies(body, call.caller, portsOf(call), randomUUID), call, 201),
});

route({
  name: 'anomaly-suppressions-withdraw',
  method: 'DELETE',
  path: 'anomaly-suppressions/{id}',
  summary: 'Withdraws a suppression. It stays on record.',
  roles: anomalyReaders,
  audit: 'change',
  people: true,
  params: { id: recordId },
  answers: { 200: suppression },
  problems: keptProblems,
  handler: async ({ params: { id }, ...call }) =>
    answerSaved(await withdrawSuppression(id, call.caller, portsOf(call)), call, 200),
});

function portsOf({ parts }: Pick<Call, 'parts'>) {
  return { suppressions: parts.watching.suppressions, clock: parts.ports.clock };
}
