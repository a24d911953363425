import { createHash, randomUUID } from 'node:crypto';
import type { PolicyStateRecord } from './data.ts';

/** An event of Azure Policy. https://learn.microsoft.com/azure/event-grid/event-schema-policy */
export type PolicyEventKind = 'Created' | 'Changed' | 'Deleted';

type Publish = (kind: PolicyEventKind, state: PolicyStateRecord) => void;

/** The latest policy states: one per resource, assignment and reference. */
export class PolicyStates {
  readonly #states = new Map<string, PolicyStateRecord>();
  readonly #publish: Publish;

  constructor(states: readonly PolicyStateRecord[], publish: Publish) {
    for (const state of states) this.#states.set(keyOf(state), state);
    this.#publish = publish;
  }

  /** Sets a state and tells of it, where it differs from the one before. */
  set(state: PolicyStateRecord): void {
    const before = this.#states.get(keyOf(state));
    this.#states.set(keyOf(state), state);
    if (before?.complianceState === state.complianceState) return;
    this.#publish(before ? 'Changed' : 'Created', state);
  }

  /** Takes the states of a resource away, by one assignment or by all. */
  remove(resourceId: string, timestamp: string, policyAssignmentId?: string): void {
    for (const [key, state] of this.#states) {
      if (state.resourceId.toLowerCase() !== resourceId.toLowerCase()) continue;
      if (policyAssignmentId && state.policyAssignmentId.toLowerCase() !== policyAssignmentId.toLowerCase())
        continue;
      this.#states.delete(key);
      this.#publish('Deleted', { ...state, timestamp });
    }
  }

  /** Those of a scope, in a steady order: of a resource alone, of all in a group or a subscription. */
  in(scope: string): readonly PolicyStateRecord[] {
    const lower = scope.toLowerCase();
    const isResource = lower.includes('/providers/');
    return Array.from(this.#states.entries())
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, state]) => state)
      .filter(({ resourceId }) => {
        const id = resourceId.toLowerCase();
        return isResource ? id === lower : `${id}/`.startsWith(`${lower}/`);
      });
  }

  /** Rows of the table `policyresources` of Resource Graph. */
  rows(): readonly { readonly id: string; readonly subscriptionId: string; readonly properties: unknown }[] {
    return Array.from(this.#states.values(), (state) => ({
      id: `${state.resourceId}/providers/microsoft.policyinsights/policystates/${createHash('sha256').update(keyOf(state)).digest('hex')}`,
      name: createHash('sha256').update(keyOf(state)).digest('hex'),
      type: 'microsoft.policyinsights/policystates',
      subscriptionId: state.resourceId.split('/')[2] ?? '',
      properties: state,
    }));
  }
}

function keyOf({
  resourceId,
  policyAssignmentId,
  policyDefinitionReferenceId,
  policyDefinitionId,
}: PolicyStateRecord) {
  return [resourceId, policyAssignmentId, policyDefinitionReferenceId ?? policyDefinitionId]
    .join('|')
    .toLowerCase();
}

/** The event that tells of a state, in the schema of Event Grid. */
export function policyEvent(kind: PolicyEventKind, state: PolicyStateRecord, now: number) {
  const subscriptionId = state.resourceId.split('/')[2] ?? '';
  return {
    id: randomUUID(),
    topic: `/subscriptions/${subscriptionId}`,
    subject: state.resourceId,
    eventType: `Microsoft.PolicyInsights.PolicyState${kind}`,
    eventTime: new Date(now).toISOString(),
    dataVersion: '1',
    metadataVersion: '1',
    data: {
      timestamp: state.timestamp,
      policyAssignmentId: state.policyAssignmentId,
      policyDefinitionId: state.policyDefinitionId,
      policyDefinitionReferenceId: state.policyDefinitionReferenceId ?? '',
      complianceState: state.complianceState,
      subscriptionId,
      complianceReasonCode: state['complianceReasonCode'] ?? '',
    },
  };
}
