import { reader, startTestAzure, writer } from '@phiwatch/azure-simulator/testing';
import role from '../../infra/remediation-role.json' with { type: 'json' };
import type { Resource } from '../../src/model/resource.ts';
import { cataloguePolicies } from '../../src/monitoring/evaluation/index.ts';
import { createAzureWriter } from '../../src/platform/azure-clients/azure-writer.ts';
import { createAzureReader } from '../../src/platform/azure-clients/create-azure.ts';
import { createWriteChecks } from '../../src/platform/azure-clients/index.ts';
import { createRemediationTasks } from '../../src/platform/azure-clients/remediation-tasks.ts';
import { considerPlan, revertOf } from '../../src/response/remediation/index.ts';
import type { Plan } from '../../src/response/remediation/types.ts';
import type { Response } from '../../src/response/responses/index.ts';
import { loadCatalogue } from '../../src/rules/controls/index.ts';
import { driftOf } from '../platform/store/samples.ts';
import { answering, people } from './world.ts';

type WithId = Resource & { readonly id: string };

/** Loaded once: a test for each remedy would load it as often. */
export const catalogue = loadCatalogue();

const scope = '/subscriptions/00000000-0000-0000-0000-000000000000';

/** The resource, with all that it lies in or that lies beneath it. */
function surroundings(resource: WithId, children: readonly Resource[]): WithId[] {
  const group = resource.id.split('/').slice(0, 5).join('/');
  const parents = resource.id.split('/').slice(0, -2).join('/');
  const isChild = resource.type.split('/').length > 2;
  const parent = {
    id: parents,
    name: parents.split('/').at(-1) ?? '',
    type: resource.type.split('/').slice(0, -1).join('/'),
    properties: {},
  };
  const beneath = children.map((child) => ({
    ...child,
    id: `${resource.id}/${child.type.split('/').at(-1) ?? ''}/${String(child['name'])}`,
  }));
  const all: WithId[] = [
    { id: scope, name: 'clinic', type: 'Microsoft.Resources/subscriptions' },
    {
      id: group,
      name: group.split('/').at(-1) ?? '',
      type: 'Microsoft.Resources/subscriptions/resourceGroups',
    },
    ...(isChild ? [parent] : []),
    resource,
    ...beneath,
  ];
  return all.map((each) => ({ location: 'eastus2', ...each }));
}

export interface Simulated {
  /** What the identity that writes may do. Default: what the shipped role lets it. */
  readonly actions?: readonly string[];
}

/** A finding of a policy of the catalogue, in a simulated Azure that is reached by the clients of the application. */
export async function simulated(
  policy: string,
  resource: WithId,
  children: readonly Resource[] = [],
  { actions = role.Actions }: Simulated = {},
) {
  const world = await answering();
  const now = () => world.clock.now();
  const roles = [
    { principal: reader, scope, actions: ['*/read'] },
    { principal: writer, scope, actions },
  ];
  const azure = await startTestAzure({
    resources: surroundings(resource, children),
    roles,
    now: () => now().getTime(),
  });
  const connectionOf = (oid: string) => ({
    endpoint: azure.armUrl,
    credential: {
      getToken: async () => {
        const { token } = await azure.simulation.tokens.issue({
          oid,
          resource: 'https://management.azure.com',
        });
        // Of a time that is moved the client knows nothing: it asks for a token each time.
        return { token, expiresOnTimestamp: Date.now() };
      },
    },
    scope: 'https://management.azure.com/.default',
    now,
  });
  const remediation = {
    ...world.remediation,
    policies: cataloguePolicies(catalogue),
    catalogue,
    reader: createAzureReader({ ...connectionOf(reader), types: catalogue.types }),
    writer: createAzureWriter({ ...connectionOf(writer), types: catalogue.types }),
    checks: createWriteChecks({ ...connectionOf(writer), types: catalogue.types }),
    tasks: createRemediationTasks(connectionOf(writer)),
  };
  const drift = driftOf(resource.id, 1, {
    policy,
    resourceType: resource.type,
    recordedAt: world.clock.iso(),
  });
  const journal = { find: () => Promise.resolve(drift) };
  Object.assign(world.answerPorts, { remediation, journal });
  const considered = await considerPlan(drift, (id) => remediation.writer.read(id), remediation);
  if (considered.kind !== 'plan') throw new Error(`${policy}: ${considered.why}`);
  const id = drift.id;
  /** Has people decide on a plan, and does what the workflow does. */
  const carryOut = async (plan: Plan = considered.plan) => {
    const at = world.clock.iso();
    const decision = { id: `${id}.1`, kind: 'apply', plan, by: [people.ada, people.ben], at } as const;
    const response: Response = {
      id,
      drift,
      status: 'waiting',
      step: 1,
      openedAt: at,
      dueAt: world.clock.iso(7 * 86_400),
      escalations: 0,
      remediation: { mode: 'ask', status: 'decided' },
      decision,
    };
    await world.responses.claim(response, { n: 1, at, what: 'claimed' });
    await world.run({ id, decision: decision.id });
    return shown();
  };
  /** Goes on with what waits for hours, once it is due. */
  const resume = async () => {
    const found = await world.responses.read(id);
    const { decision, remediation } = found?.value ?? {};
    if (!decision || remediation?.nextAt === undefined) throw new Error('nothing is due');
    world.clock.advance((Date.parse(remediation.nextAt) - world.clock.now().getTime()) / 1000);
    await world.run({ id, decision: decision.id });
    return shown();
  };
  /** Has people revert what was carried out, later on the same day. */
  const takeBack = async () => {
    world.clock.advance(3600);
    const at = world.clock.iso();
    const reverted = revertOf(considered.plan, at);
    const found = await world.responses.read(id);
    if (reverted.kind !== 'plan' || !found) throw new Error('it cannot be reverted');
    const decision = {
      id: `${id}.2`,
      kind: 'revert',
      plan: reverted.plan,
      by: [people.ada, people.ben],
      at,
    } as const;
    const response = { ...found.value, decision, remediation: { mode: 'ask', status: 'decided' } } as const;
    await world.responses.save(response, { n: response.step, at, what: 'decided' }, found.etag);
    await world.run({ id, decision: decision.id });
    return shown();
  };
  const shown = async () => {
    const found = await world.responses.read(id);
    const steps = await world.responses.steps(id);
    const writes = await world.writes.of(resource.id);
    return {
      response: found?.value,
      record: writes.map(({ end, check }) =>
        [
          end ? `${end.result}${end.why === undefined ? '' : ` (${end.why})`}` : 'no end',
          ...(check
            ? [check.verified ? 'verified' : `${check.failed ? 'failed' : 'not held'} (${check.why})`]
            : []),
        ].join(', '),
      ),
      steps: steps.slice(1).map(({ what, why }) => (why === undefined ? what : `${what}: ${why}`)),
      messages: world.outbox.added
        .filter(({ channel, content }) => channel === 'ops' && JSON.stringify(content).includes(resource.id))
        .map(({ kind, content }) => `${kind}: ${JSON.parse(JSON.stringify(content)).why}`),
    };
  };
  return {
    ...world,
    simulation: azure.simulation,
    plan: considered.plan,
    remediation,
    carryOut,
    resume,
    takeBack,
  };
}
