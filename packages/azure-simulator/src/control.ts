import { z } from 'zod';
import { ArmError } from './errors.ts';
import type { Fault, Match } from './faults.ts';
import type { Course } from './long-operations.ts';
import type { Shortage } from './quotas.ts';
import type { Simulation } from './simulation.ts';

/** The header that the control API wants, with the secret that `startAzure` gives. */
export const secretHeader = 'x-sim-secret';

const actor = z.object({
  oid: z.string(),
  appid: z.string().optional(),
  type: z.enum(['User', 'ServicePrincipal']).optional(),
  role: z.string().optional(),
});

const change = z.object({
  method: z.enum(['PUT', 'PATCH', 'DELETE', 'POST']),
  id: z.string(),
  body: z.unknown().optional(),
  actor,
  correlationId: z.string().optional(),
});

const grants = z.array(
  z.object({
    principal: z.string(),
    scope: z.string(),
    actions: z.array(z.string()),
    notActions: z.array(z.string()).optional(),
    dataActions: z.array(z.string()).optional(),
  }),
);

const subscription = z.object({
  name: z.string().optional(),
  url: z.url(),
  topic: z.enum(['subscription', 'resources', 'policy']).optional(),
  schema: z.enum(['EventGridSchema', 'CloudEventSchemaV1_0']).optional(),
  delayMs: z.number().optional(),
  jitterMs: z.number().optional(),
  duplicates: z.number().min(0).max(1).optional(),
  retryDelaysMs: z.array(z.number()).optional(),
});

const policyState = z.looseObject({
  resourceId: z.string(),
  timestamp: z.string(),
  policyAssignmentId: z.string(),
  policyDefinitionId: z.string(),
  complianceState: z.string(),
});

const token = z.object({
  oid: z.string(),
  appid: z.string().optional(),
  resource: z.string(),
  expiresInSeconds: z.number().optional(),
});

const userToken = z.object({
  oid: z.guid(),
  roles: z.array(z.string()).optional(),
  kind: z.enum(['user', 'application']).optional(),
  appid: z.string().optional(),
  audience: z.string().optional(),
  version: z.enum(['1.0', '2.0']).optional(),
  tenantId: z.guid().optional(),
  expiresInSeconds: z.number().optional(),
  notBeforeSeconds: z.number().optional(),
});

/** `origin`: where the simulation was called, `https://127.0.0.1:PORT`. */
type Handler = (simulation: Simulation, body: unknown, origin: string) => unknown;

const handlers: Readonly<Record<string, Handler>> = {
  'POST /_sim/faults': ({ faults }, body) => ({ id: faults.add(body as Fault) }),
  'GET /_sim/faults': ({ faults }) => faults.list(),
  'DELETE /_sim/faults': ({ faults }) => faults.clear(),
  'POST /_sim/hold': ({ faults }, body) => ({ id: faults.hold((body as { readonly match?: Match }).match) }),
  'GET /_sim/hold': ({ faults }) => faults.holds(),
  'DELETE /_sim/hold': ({ faults }) => faults.release(),
  'POST /_sim/operations': ({ operations }, body) => operations.arrange(body as Course),
  'POST /_sim/quotas': ({ quotas }, body) => quotas.exhaust(body as Shortage),
  'DELETE /_sim/quotas': ({ quotas }) => quotas.free(),
  'GET /_sim/log': ({ log }) => log,
  'DELETE /_sim/log': ({ log }) => {
    log.length = 0;
  },
  'POST /_sim/change': (simulation, body) => simulation.change(change.parse(body)),
  'GET /_sim/changes': ({ changes }) => changes,
  'GET /_sim/resources': ({ resources }) => [...resources.all()],
  'GET /_sim/roles': ({ roles }) => roles.get(),
  'PUT /_sim/roles': ({ roles }, body) => roles.set(grants.parse(body)),
  'POST /_sim/subscriptions': async (simulation, body) => {
    const { url, ...rest } = subscription.parse(body);
    await simulation.subscribe({ ...rest, to: { url } });
  },
  'DELETE /_sim/subscriptions': ({ delivery }) => delivery.unsubscribeAll(),
  'GET /_sim/undelivered': ({ delivery }) => delivery.undelivered,
  'POST /_sim/logs': async ({ logs }, body) => {
    if (!logs) throw new ArmError(404, 'NotFound', 'The simulation serves no logs.');
    await logs.append(body);
  },
  'POST /_sim/policy-states': ({ policyStates }, body) => policyStates.set(policyState.parse(body)),
  'POST /_sim/user-token': ({ userTokens }, body, origin) => userTokens.issue(userToken.parse(body), origin),
  'POST /_sim/token': ({ tokens }, body) => tokens.issue(token.parse(body)),
};

/**
 * Answers a request to the control API, which only the simulation has.
 * @throws ArmError 404 for an unknown one, 400 for a body that does not fit.
 */
export async function control(
  simulation: Simulation,
  method: string,
  { pathname: path, origin }: URL,
  body: string,
): Promise<unknown> {
  const handler = handlers[`${method} ${path}`];
  if (!handler) throw new ArmError(404, 'NotFound', `The simulation has no '${method} ${path}'.`);
  try {
    return (await handler(simulation, body === '' ? {} : JSON.parse(body), origin)) ?? {};
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      throw new ArmError(400, 'BadRequest', error.message);
    throw error;
  }
}
