import { z } from 'zod';
import { agreementView, startEvaluation } from '../../src/monitoring/azure-comparison/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { azureComparison } from './answers/azure-comparison.ts';
import { next } from './answers/common.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { invalidBody, problem, sentence } from './problem.ts';
import { route } from './route.ts';

route({
  name: 'agreement',
  method: 'GET',
  path: 'agreement',
  summary: 'How often Azure Policy and phiwatch agree, and each current disagreement, with both reasons.',
  roles,
  paged: mostEntries,
  answers: { 200: () => azureComparison().extend({ next: next() }) },
  handler: async ({ parts: { ports, tenant }, page }) => {
    const { disagreements, ...view } = await agreementView(ports.subscriptions, tenant.disagreements);
    const { items, more } = await pageSorted(
      disagreements,
      ({ firstSeenAt, resourceId, policy }) => placeOf(firstSeenAt, resourceId, policy),
      page,
    );
    return { status: 200, json: { ...view, disagreements: items, ...more } };
  },
});

const evaluation = z.strictObject({
  resourceGroup: z
    .string()
    .max(1_000, { error: 'must have at most 1000 characters', abort: true })
    // The audit names it: what is no resource group may be anything.
    .regex(
      /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\p{L}\p{N}_.()-]{1,90}$/iu,
      'must be the id of a resource group of a watched subscription',
    )
    .describe('`/subscriptions/S/resourceGroups/G`'),
});

route({
  name: 'evaluate-in-azure',
  method: 'POST',
  path: 'evaluations',
  summary: 'Has Azure Policy evaluate a resource group now. Its results come in minutes.',
  roles: ['Operator'],
  audit: 'change',
  body: { schema: evaluation },
  answers: { 202: () => evaluation },
  problems: [400, 502],
  handler: async ({ body: { resourceGroup }, parts, concerns }) => {
    concerns(resourceGroup);
    const started = await startEvaluation(resourceGroup, {
      insights: parts.tenant.insights,
      subscriptions: parts.ports.subscriptions,
    });
    if (started === 'started') return { status: 202, json: { resourceGroup } };
    return started === 'not watched'
      ? invalidBody({
          field: 'resourceGroup',
          why: 'must be the id of a resource group of a watched subscription',
        })
      : problem(502, 'Azure did not start the evaluation', 'resourceGroup', sentence(started.reason));
  },
});
