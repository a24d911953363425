import { z } from 'zod';
import {
  anomaliesSince,
  anomalyReaders,
  giveVerdict,
  precisionView,
} from '../../src/phi-access/anomalies/index.ts';
import { unchecked } from '../../src/phi-access/detection/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { answerKept } from './kept.ts';
import { problem } from './problem.ts';

const since = z.iso.datetime({ offset: true }).or(z.iso.date());

/** What does not look like its principal's work, since a moment; nobody sees what is about themselves. */
judging.http('anomalies', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'anomalies',
  handler: secured({ roles: anomalyReaders, audit: 'export' }, async (request, { caller, parts }) => {
    const given = since.safeParse(request.query.get('since'));
    if (!given.success)
      return problem(400, 'since is missing or no time', 'since', 'ISO 8601, as 2026-03-01T08:00:00Z');
    return { jsonBody: { anomalies: await anomaliesSince(given.data, caller, parts.watching) } };
  }),
});

/** How often what was told turned out to be something. */
judging.http('anomalies-precision', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'anomalies/precision',
  handler: secured(
    { roles: ['PrivacyOfficer', 'Auditor', 'Operator', 'Reader'] },
    async (_request, { parts }) => ({ jsonBody: await precisionView(parts.watching) }),
  ),
});

/** What cannot be checked with the feeds and logs of the last day. */
judging.http('anomalies-unchecked', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'anomalies/unchecked',
  handler: secured(
    { roles: ['PrivacyOfficer', 'Auditor', 'Operator', 'Reader'] },
    async (_request, { parts }) => {
      const { review } = parts.watching;
      if (!review) return { jsonBody: { unchecked: ['No log is watched: LOG_WORKSPACES names none.'] } };
      const now = parts.ports.clock.now();
      const interval = { from: new Date(now.getTime() - 86_400_000).toISOString(), to: now.toISOString() };
      const { directory } = await review.directory();
      return { jsonBody: { unchecked: await unchecked(interval, directory, review) } };
    },
  ),
});

/** Says what an anomaly was: confirmed, or benign and why. */
judging.http('anomalies-verdict', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'anomalies/{id}/verdict',
  handler: secured({ roles: anomalyReaders, audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    const { caller, parts } = call;
    const ports = { ...parts.watching, clock: parts.ports.clock };
    return answerKept(await giveVerdict(request.params['id'] ?? '', body.value, caller, ports), call);
  }),
});
