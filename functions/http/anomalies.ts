import { z } from 'zod';
import {
  anomaliesSince,
  anomalyReaders,
  giveVerdict,
  precisionView,
  verdictRequest,
} from '../../src/phi-access/anomalies/index.ts';
import { unchecked } from '../../src/phi-access/detection/index.ts';
import type { Role } from '../../src/platform/auth/index.ts';
import { anomaly, anomalyVerdict, precision } from './answers/access.ts';
import { next, texts } from './answers/common.ts';
import { answerSaved, keptProblems } from './saved.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { recordId, time } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'anomalies',
  method: 'GET',
  path: 'anomalies',
  summary:
    "Access to PHI that does not look like its principal's work, since a moment. Nobody sees what is about themselves.",
  roles: anomalyReaders,
  audit: 'export',
  query: { since: time },
  paged: mostEntries,
  answers: { 200: () => z.object({ anomalies: z.array(anomaly()), next: next() }) },
  handler: async ({ query, caller, parts, page }) => {
    // There are a few a day: the store sorts those of the time that is asked for in memory.
    const found = await anomaliesSince(query.since, caller, parts.watching);
    const { items, more } = await pageSorted(found, ({ start, id }) => placeOf(start, id), page);
    return { status: 200, json: { anomalies: items, ...more } };
  },
});

/** They name nobody. */
const figureReaders: readonly Role[] = ['PrivacyOfficer', 'Auditor', 'Operator', 'Reader'];

route({
  name: 'anomalies-precision',
  method: 'GET',
  path: 'anomalies/precision',
  summary: 'How many of the anomalies that people have reviewed were confirmed.',
  roles: figureReaders,
  answers: { 200: precision },
  handler: async ({ parts }) => ({ status: 200, json: await precisionView(parts.watching) }),
});

route({
  name: 'anomalies-unchecked',
  method: 'GET',
  path: 'anomalies/unchecked',
  summary: 'The coverage gaps of the feeds and the logs of the last day.',
  roles: figureReaders,
  paged: mostEntries,
  answers: { 200: () => z.object({ unchecked: texts(), next: next() }) },
  handler: async ({ parts, page }) => {
    const { review } = parts.watching;
    if (!review)
      return { status: 200, json: { unchecked: ['No log is watched: LOG_WORKSPACES names none.'] } };
    const now = parts.ports.clock.now();
    const interval = { from: new Date(now.getTime() - 86_400_000).toISOString(), to: now.toISOString() };
    const { directory } = await review.directory();
    // As many as there are feeds and logs.
    const found = [
      ...(await unchecked(interval, directory, review)),
      ...((await parts.watching.keepingGaps?.()) ?? []),
    ];
    const { items, more } = await pageSorted(new Set(found), (text) => placeOf(text), page);
    return { status: 200, json: { unchecked: items, ...more } };
  },
});

route({
  name: 'anomalies-verdict',
  method: 'POST',
  path: 'anomalies/{id}/verdict',
  summary: 'Gives a verdict on an anomaly: it needs an inquiry, or is explained or inconclusive, and why.',
  roles: anomalyReaders,
  audit: 'change',
  params: { id: recordId },
  body: { schema: verdictRequest, parse: false },
  answers: { 200: anomalyVerdict },
  problems: keptProblems,
  handler: async ({ body, params: { id }, ...call }) => {
    const { caller, parts } = call;
    const ports = { ...parts.watching, clock: parts.ports.clock };
    return answerSaved(await giveVerdict(id, body, caller, ports), call, 200);
  },
});
