import { beginComparison, continueComparison } from '../../../src/monitoring/azure-comparison/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { assignedName } from '../../../src/monitoring/tenant-policies/assigned-name.ts';
import type { BulkMessage } from '../../../src/model/index.ts';
import type { PolicyInsights } from '../../../src/platform/azure/policy-types.ts';
import type { AzurePolicyState } from '../../../src/platform/azure/types.ts';
import type { CataloguePolicy } from '../../../src/rules/controls/types.ts';
import {
  account,
  budget,
  createWorld,
  eventOf,
  group,
  propertyPolicy,
  subscription,
  subscriptionId,
} from '../../support/fakes.ts';

export const assignmentId = `${subscription}/providers/microsoft.authorization/policyassignments/hitrust`;

export const definitionId = '/providers/microsoft.authorization/policydefinitions/https';

/** Our name of a policy of the assignment. */
export const named = (reference: string) => assignedName(assignmentId, definitionId, reference);

export const idOf = (name: string) => `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;

/** A state of Azure's. */
export const said = (
  resourceId: string,
  state: string,
  timestamp: string,
  more: Partial<AzurePolicyState> = {},
): AzurePolicyState => ({
  resourceId,
  assignmentId,
  definitionId,
  referenceId: 'https',
  state,
  timestamp,
  ...more,
});

/** Accounts that we read at 08:00, each with https on or off, and Azure's states of them. */
export async function comparedWorld(
  accounts: Readonly<Record<string, boolean>>,
  states: AzurePolicyState[],
  more: Partial<CataloguePolicy> = {},
) {
  const entry = {
    ...propertyPolicy(named('https'), 'Microsoft.Storage/storageAccounts', 'supportsHttpsTrafficOnly', true),
    ...more,
  };
  const world = createWorld([entry]);
  for (const [name, on] of Object.entries(accounts)) {
    world.azure.put(account(on, idOf(name)));
    await handleEvent(eventOf(idOf(name), world.clock.iso(-3600)), world.ports, budget);
  }
  const reads: string[] = [];
  const insights: PolicyInsights = {
    statesOf: (resourceId) => {
      reads.push(resourceId);
      const value = states.filter((each) => each.resourceId === resourceId);
      return Promise.resolve({ kind: 'read', startedAt: world.clock.iso(), value });
    },
    evaluate: () => Promise.reject(new Error('not asked for')),
    attest: () => Promise.reject(new Error('not asked for')),
  };
  world.graph.states = () => states;
  const ports = { ...world.ports, insights };
  const { disagreements } = world.ports;
  const figures = () => disagreements.agreement(subscriptionId);
  /** Takes the messages of a comparison one after the other, each with so much time. */
  const goOn = async (milliseconds = budget) => {
    const taken: BulkMessage[] = [];
    for (;;) {
      const index = world.bulk.messages.findIndex(({ body }) => (body as BulkMessage).kind === 'comparison');
      if (index === -1) return taken;
      const [message] = world.bulk.messages.splice(index, 1);
      world.clock.advance(message!.delaySeconds);
      const body = message!.body as Extract<BulkMessage, { kind: 'comparison' }>;
      taken.push(body);
      await continueComparison(body, ports, milliseconds);
    }
  };
  const compare = async (milliseconds?: number) => {
    await beginComparison(subscriptionId, ports);
    await goOn(milliseconds);
    return figures();
  };
  return { ...world, ports, reads, disagreements, figures, compare, goOn };
}
