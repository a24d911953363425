import { describe, expect, test } from 'vitest';
import { affectedAt } from '../../../src/monitoring/changes/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  existencePolicy,
  group,
  policyOf,
  secureTransfer,
  subscription,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const storage = 'Microsoft.Storage/storageAccounts';
const diagnostics = 'Microsoft.Insights/diagnosticSettings';
const vaults = 'Microsoft.KeyVault/vaults';

const logs = existencePolicy('logs', diagnostics, accountId, 'resource');
const vaultNearby = existencePolicy('vault', vaults, group, 'resourceGroup');
const settingId = `${accountId}/providers/${diagnostics}/all`;
const vaultId = `${group}/providers/${vaults}/keys`;
const asked = `${diagnostics}@${accountId}`.toLowerCase();

const tell = (world: World, id = accountId, more = {}) =>
  handleEvent(eventOf(id, world.clock.iso(), more), world.ports, budget);
const stateOf = ({ store }: World, policy: string) => store.current(accountId)?.states[policy];

async function world(...policies: Parameters<typeof createWorld>[0] & {}) {
  const made = createWorld(policies);
  made.azure.put(account(true));
  await tell(made);
  await drain(made);
  made.clock.advance(3600);
  return made;
}

describe('related resources', () => {
  test('are read once, however many policies ask', async () => {
    const made = createWorld([
      logs,
      existencePolicy('logs-too', diagnostics, accountId, 'resource'),
      vaultNearby,
    ]);
    made.azure.put(account(true));
    await tell(made);
    expect(made.azure.relatedReads.toSorted()).toEqual(
      [asked, `${vaults}@${group}`.toLowerCase()].toSorted(),
    );
    expect(made.store.current(accountId)?.reads).toEqual(expect.arrayContaining([asked]));
  });

  test('that come up where an empty look-up was recorded are found to matter', async () => {
    const made = await world(vaultNearby);
    expect(stateOf(made, 'vault')).toMatchObject({ state: 'NonCompliant' });
    made.azure.put({ id: vaultId, type: vaults });
    await tell(made, vaultId);
    expect(stateOf(made, 'vault')).toMatchObject({ state: 'Compliant' });
    expect(made.store.journal(accountId).at(-1)).toMatchObject({ cause: 'resource', to: 'Compliant' });
  });

  test('that extend the resource matter to it', async () => {
    const made = await world(logs);
    made.azure.put({ id: settingId, type: diagnostics });
    await tell(made, settingId);
    expect(stateOf(made, 'logs')).toMatchObject({ state: 'Compliant' });
    made.azure.remove(settingId);
    await tell(made, settingId, { type: 'Microsoft.Resources.ResourceDeleteSuccess' });
    expect(stateOf(made, 'logs')).toMatchObject({ state: 'NonCompliant' });
    expect(made.store.current(accountId)).not.toHaveProperty('gone');
  });

  test('denied: Unknown by visibility', async () => {
    const made = await world(logs, secureTransfer);
    made.azure.instead.set(asked, (startedAt) => ({ kind: 'denied', startedAt, reason: 'HTTP 403' }));
    await tell(made);
    expect(made.store.journal().at(-1)).toMatchObject({
      policy: 'logs',
      cause: 'visibility',
      to: 'Unknown',
      reason: 'read denied (HTTP 403)',
    });
    expect(stateOf(made, secureTransfer.name)).toMatchObject({ state: 'Compliant' });
  });

  test('throttled: the state stands, stale, while the others are evaluated; nothing is skipped until it is read', async () => {
    const made = await world(logs, secureTransfer);
    const start = made.clock.iso();
    made.azure.put(account(false));
    made.azure.put({ id: settingId, type: diagnostics });
    made.azure.instead.set(asked, (startedAt) =>
      Date.parse(startedAt) < Date.parse(start) + 372_000
        ? { kind: 'throttled', startedAt, retryAfterSeconds: 372, reason: 'HTTP 429' }
        : undefined,
    );
    await tell(made);
    expect(stateOf(made, 'logs')).toMatchObject({ state: 'NonCompliant', staleSince: start });
    expect(stateOf(made, secureTransfer.name)).toMatchObject({ state: 'NonCompliant' });
    expect(made.queue.messages.map(({ delaySeconds }) => delaySeconds)).toEqual([372]);
    await drain(made);
    expect(stateOf(made, 'logs')).toMatchObject({ state: 'Compliant' });
    expect(stateOf(made, 'logs')).not.toHaveProperty('staleSince');
  });

  test('throttled at first sight: Unknown until it is read', async () => {
    const made = createWorld([logs]);
    made.azure.put(account(true));
    let reads = 1;
    made.azure.instead.set(asked, (startedAt) => {
      reads -= 1;
      return reads < 0 ? undefined : { kind: 'failed', startedAt, reason: 'HTTP 503' };
    });
    await tell(made);
    expect(stateOf(made, 'logs')).toMatchObject({ state: 'Unknown', reason: 'read failed (HTTP 503)' });
    await drain(made);
    expect(made.store.journal()).toMatchObject([
      { cause: 'baseline', from: null, to: 'Unknown' },
      { cause: 'visibility', from: 'Unknown', to: 'NonCompliant' },
    ]);
  });

  test('that lead on for ever end in Unknown', async () => {
    let depth = 0;
    const endless = policyOf('endless', [storage], () => {
      depth += 1;
      const query = { type: vaults, under: `${group}/${depth}`, scope: 'resourceGroup' } as const;
      return { state: 'Unknown', fields: [], pending: [query] };
    });
    const made = await world(endless);
    expect(stateOf(made, 'endless')).toMatchObject({
      state: 'Unknown',
      reason: expect.stringContaining('without end'),
    });
  });
});

describe('the resource group', () => {
  const tagged = policyOf(
    'tagged',
    [storage],
    (_resource, { resourceGroup }) =>
      resourceGroup && 'tags' in resourceGroup
        ? { state: 'Compliant', fields: [] }
        : { state: resourceGroup ? 'NonCompliant' : 'Unknown', fields: [] },
    { needs: { resourceGroup: true, subscription: false } },
  );
  const clinic = { id: group, name: 'clinic', type: 'Microsoft.Resources/subscriptions/resourceGroups' };

  test('is read where a rule needs it, and its tags matter to whoever did', async () => {
    const made = createWorld([tagged]);
    made.azure.put(clinic);
    made.azure.put(account(true));
    await tell(made);
    made.clock.advance(3600);
    made.azure.put({ ...clinic, tags: { phi: 'yes' } });
    await tell(made, `${group}/providers/Microsoft.Resources/tags/default`);
    expect(stateOf(made, 'tagged')).toMatchObject({ state: 'Compliant' });
  });

  test('denied: Unknown by visibility', async () => {
    const made = createWorld([tagged]);
    made.azure.put(account(true));
    made.azure.instead.set(group.toLowerCase(), (startedAt) => ({
      kind: 'denied',
      startedAt,
      reason: 'HTTP 403',
    }));
    await tell(made);
    expect(stateOf(made, 'tagged')).toMatchObject({
      state: 'Unknown',
      unread: true,
      reason: 'read denied (HTTP 403)',
    });
  });

  test('with many readers, all but one are left to the queue', async () => {
    const made = createWorld([tagged]);
    made.azure.put(clinic);
    const ids = Array.from({ length: 30 }, (_, n) => `${accountId}${n}`);
    for (const id of ids) {
      made.azure.put(account(true, id));
      await tell(made, id);
    }
    await drain(made);
    made.clock.advance(3600);
    made.azure.put({ ...clinic, tags: {} });
    await tell(made, group);
    expect(made.queue.messages.length).toBeGreaterThanOrEqual(29);
    await drain(made);
    for (const id of ids)
      expect(made.store.current(id)?.states).toMatchObject({ tagged: { state: 'Compliant' } });
  });
});

describe('affected', () => {
  const change = (resourceId: string) =>
    ({
      resourceId,
      time: '2026-03-01T08:00:00Z',
      trigger: { kind: 'event', eventId: 'e', operation: 'write', operationName: 'write' },
    }) as const;

  test('by a child or extension: what it is a part of, up to the resource in the group', () => {
    const { ports } = createWorld([secureTransfer, logs]);
    const container = `${accountId}/blobServices/default/containers/scans`;
    expect(affectedAt(change(container), ports)).toEqual([accountId]);
    expect(affectedAt(change(`${accountId}/blobServices/default/providers/${diagnostics}/x`), ports)).toEqual(
      [accountId],
    );
  });

  test('by a policy for any type: only what can be read, and has tags and a location where its mode says so', () => {
    const anywhere = policyOf('anywhere', undefined, () => ({ state: 'Compliant', fields: [] }));
    const { ports } = createWorld([anywhere]);
    expect(affectedAt(change(vaultId), ports)).toEqual([vaultId]);
    expect(affectedAt(change(`${group}/providers/Microsoft.Batch/batchAccounts/b`), ports)).toEqual([]);
    expect(affectedAt(change(`${accountId}/blobServices/default`), ports)).toEqual([accountId]);
  });

  test('by an extension of the subscription: the subscription', () => {
    const exported = policyOf(
      'exported',
      ['Microsoft.Resources/subscriptions'],
      () => ({ state: 'Compliant', fields: [] }),
      { mode: 'All' },
    );
    const { ports } = createWorld([exported]);
    expect(affectedAt(change(`${subscription}/providers/${diagnostics}/export`), ports)).toEqual([
      subscription,
    ]);
    expect(affectedAt(change(accountId), ports)).toEqual([]);
  });
});
