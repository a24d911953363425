import type { Candidate, Drift } from '../../../src/model/drift.ts';
import type { ResourceState, PolicyState } from '../../../src/model/resource-state.ts';
import { driftId } from '../../../src/platform/store/keys.ts';

export const subscription = '11111111-2222-3333-4444-555555555555';

export function resourceIn(group: string, name = 'imaging', inSubscription = subscription): string {
  return `/subscriptions/${inSubscription}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
}

export function headOf(resourceId: string, changes: Partial<ResourceState> = {}): ResourceState {
  return {
    resourceId,
    resourceType: 'Microsoft.Storage/storageAccounts',
    sequence: 0,
    readStartedAt: '2026-03-01T10:00:00.000Z',
    states: {},
    reads: [],
    ...changes,
  };
}

export function stateOf(changes: Partial<PolicyState> = {}): PolicyState {
  return { state: 'NonCompliant', since: '2026-03-01T10:00:00.000Z', policyVersion: '1.0.0', ...changes };
}

export function driftOf(resourceId: string, sequence: number, changes: Partial<Drift> = {}): Drift {
  return {
    id: driftId(resourceId, sequence),
    resourceId,
    resourceType: 'Microsoft.Storage/storageAccounts',
    policy: 'storage-secure-transfer',
    policyVersion: '1.0.0',
    title: 'Storage accounts accept encrypted connections only',
    severity: 'high',
    controls: ['164.312(e)(1)'],
    cause: 'resource',
    sequence,
    from: 'Compliant',
    to: 'NonCompliant',
    before: [{ path: 'properties.supportsHttpsTrafficOnly', value: true }],
    after: [{ path: 'properties.supportsHttpsTrafficOnly', value: false, expected: 'true' }],
    candidates: [],
    readAt: '2026-03-01T10:00:00.000Z',
    recordedAt: '2026-03-01T10:00:00.500Z',
    ...changes,
  };
}

export function candidateOf(
  eventId: string,
  objectId?: string,
  time = '2026-03-01T09:59:50.000Z',
): Candidate {
  const event = { eventId, time, operation: 'Microsoft.Storage/storageAccounts/write' };
  return objectId ? { ...event, actor: { objectId, kind: 'User' } } : event;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
