import { z } from 'zod';
import { agreementView, startEvaluation } from '../../src/monitoring/azure-comparison/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { readBody } from './body.ts';
import { secured } from './guard.ts';
import { problem } from './problem.ts';

/** How often Azure Policy and we agree, and each disagreement that stands, with both reasons. */
judging.http('agreement', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'agreement',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: await agreementView(parts.ports.subscriptions, parts.tenant.disagreements),
  })),
});

const evaluation = z.strictObject({ resourceGroup: z.string() });

/** Has Azure Policy evaluate a resource group now. */
judging.http('evaluate-in-azure', {
  methods: ['POST'],
  authLevel: 'anonymous',
  route: 'evaluations',
  handler: secured({ roles: ['Operator'], audit: 'change' }, async (request, { parts, concerns }) => {
    const body = await readBody(request, evaluation);
    if (!body.ok) return body.problem;
    const { resourceGroup } = body.value;
    concerns(resourceGroup);
    const started = await startEvaluation(resourceGroup, {
      insights: parts.tenant.insights,
      subscriptions: parts.ports.subscriptions,
    });
    if (started === 'started') return { status: 202, jsonBody: { resourceGroup } };
    return started === 'not watched'
      ? problem(400, 'it is no resource group of a watched subscription', 'resourceGroup')
      : problem(502, 'Azure did not start the evaluation', 'resourceGroup', started.reason);
  }),
});
