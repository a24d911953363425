import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  anomalyReaders,
  listSuppressions,
  suppressAnomalies,
  withdrawSuppression,
} from '../../src/phi-access/anomalies/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import type { Call } from './guard.ts';
import { answerKept } from './kept.ts';

/** The suppressions: the last version of each, but those about the caller. */
judging.http('anomaly-suppressions', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'anomaly-suppressions',
  handler: secured({ roles: anomalyReaders, audit: 'export' }, async (_request, { caller, parts }) => ({
    jsonBody: { suppressions: await listSuppressions(caller, parts.watching) },
  })),
});

/** Keeps anomalies of a principal from being told, for a time. */
judging.http('anomaly-suppressions-add', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'anomaly-suppressions',
  handler: secured({ roles: anomalyReaders, audit: 'change' }, async (request, call) => {
    const body = await readBody(request, z.unknown());
    if (!body.ok) return body.problem;
    return answerKept(await suppressAnomalies(body.value, call.caller, portsOf(call), randomUUID), call, 201);
  }),
});

/** Takes a suppression back; it stays on record. */
judging.http('anomaly-suppressions-withdraw', {
  methods: ['DELETE'],
  authLevel: 'anonymous',
  route: 'anomaly-suppressions/{id}',
  handler: secured({ roles: anomalyReaders, audit: 'change' }, async (request, call) =>
    answerKept(await withdrawSuppression(request.params['id'] ?? '', call.caller, portsOf(call)), call),
  ),
});

function portsOf({ parts }: Call) {
  return { suppressions: parts.watching.suppressions, clock: parts.ports.clock };
}
