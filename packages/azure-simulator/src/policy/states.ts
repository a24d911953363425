import { createHash, randomUUID } from 'node:crypto';
import type { PolicyStateRecord } from './data.ts';
import type { PolicyTableRow } from './graph-table.ts';

/** An event of Azure Policy. https://learn.microsoft.com/azure/event-grid/event-schema-policy */
export type PolicyEventKind = 'Created' | 'Changed' | 'Deleted';

type Publish = (kind: PolicyEventKind, state: PolicyStateRecord) => void;

/** The latest policy states: one per resource, assignment and reference. */
export class PolicyStates {
  readonly #states = new Map<string, PolicyStateRecord>();
  /** Each state as it came to be, oldest first; undefined: it was taken away. */
  readonly #history = new Map<string, { readonly at: number; readonly state?: PolicyStateRecord }[]>();
  readonly #now: () => number;
  readonly #publish: Publish;

  constructor(states: readonly PolicyStateRecord[], now: () => number, publish: Publish) {
    this.#now = now;
    this.#publish = publish;
    for (const state of states) {
      this.#states.set(keyOf(state), state);
      this.#history.set(keyOf(state), [{ at: -Infinity, state }]);
    }
  }

  /** Sets a state and tells of it, where it differs from the one before. */
  set(state: PolicyStateRecord): void {
    const before = this.#states.get(keyOf(state));
    this.#states.set(keyOf(state), state);
    this.#note(keyOf(state), state);
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
      this.#note(key);
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

  /** Rows of the table `policyresources` of Resource Graph, which shows them as they were at a moment (milliseconds since 1970). */
  rows(asOf: number): readonly PolicyTableRow[] {
    return Array.from(this.#history, ([key, versions]) => {
      const state = versions.findLast(({ at }) => at <= asOf)?.state;
      const hash = createHash('sha256').update(key).digest('hex');
      return (
        state && {
          id: `${state.resourceId}/providers/microsoft.policyinsights/policystates/${hash}`,
          subscriptionId: state.resourceId.split('/')[2] ?? '',
          properties: state,
        }
      );
    }).filter((row) => row !== undefined);
  }

  #note(key: string, state?: PolicyStateRecord): void {
    const versions = this.#history.get(key) ?? [];
    versions.push({ at: this.#now(), ...(state && { state }) });
    this.#history.set(key, versions);
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
