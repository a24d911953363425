import { describe, expect, test } from 'vitest';
import { controlsView, statesOf } from '../../../src/assurance/posture/index.ts';
import { handleBulkMessage } from '../../../src/monitoring/bulk-work/index.ts';
import { cataloguePolicies } from '../../../src/monitoring/evaluation/index.ts';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import {
  attestInAzure,
  createTenantPolicies,
  queueRenewals,
  renewPolicies,
} from '../../../src/monitoring/tenant-policies/index.ts';
import type { AssignedPolicy, Attesting } from '../../../src/monitoring/tenant-policies/index.ts';
import type { Attempt, AzureReader } from '../../../src/platform/azure/types.ts';
import type { PolicyAttestation } from '../../../src/platform/azure/policy-types.ts';
import type {
  PolicyAssignment,
  PolicyExemption,
  PolicyReader,
} from '../../../src/platform/azure/policy-types.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  group,
  originOf,
  subscription,
  subscriptionId,
} from '../../support/fakes.ts';
import { memorySnapshots } from '../../support/tenant.ts';

const storage = 'Microsoft.Storage/storageAccounts';

const assignmentId = `${subscription}/providers/Microsoft.Authorization/policyAssignments/https`;

const definitionId = `${subscription}/providers/Microsoft.Authorization/policyDefinitions/https`;

const assigned: PolicyAssignment = {
  id: assignmentId,
  scope: subscription,
  notScopes: [],
  definitionId,
  parameters: {},
  overrides: [],
  resourceSelectors: [],
};

/** A tenant that assigns a policy of its own to the subscription of the account. */
async function tenantWorld(first: Partial<PolicyAssignment> = {}) {
  const world = createWorld();
  const tenantHas = {
    assignments: [{ ...assigned, ...first }] as PolicyAssignment[],
    exemptions: [] as PolicyExemption[],
    wanted: true,
    version: '1.0.0',
    offers: undefined as readonly string[] | undefined,
  };
  const read = <T>(value: T): Promise<Attempt<T>> =>
    Promise.resolve({ kind: 'read', startedAt: world.clock.iso(), value });
  const reader: PolicyReader = {
    assignments: () => read(tenantHas.assignments),
    exemptions: () => read(tenantHas.exemptions),
    document: (id) =>
      read({
        id,
        builtIn: false,
        version: tenantHas.version,
        json: {
          name: 'https',
          properties: {
            displayName: 'The tenant wants https',
            mode: 'Indexed',
            parameters: { wanted: { type: 'Boolean', defaultValue: tenantHas.wanted } },
            policyRule: {
              if: {
                allOf: [
                  { field: 'type', equals: storage },
                  { field: `${storage}/supportsHttpsTrafficOnly`, notEquals: "[parameters('wanted')]" },
                ],
              },
              then: { effect: 'audit' },
            },
          },
        },
      }),
    providers: () =>
      read([
        {
          namespace: 'Microsoft.Storage',
          resourceTypes: [
            {
              resourceType: 'storageAccounts',
              ...(tenantHas.offers && { apiVersions: tenantHas.offers }),
              aliases: [
                {
                  name: `${storage}/supportsHttpsTrafficOnly`,
                  defaultPath: 'properties.supportsHttpsTrafficOnly',
                },
              ],
            },
          ],
        },
      ]),
  };
  const snapshots = memorySnapshots();
  const open = () =>
    createTenantPolicies({
      ours: cataloguePolicies(world.ports.catalogue),
      catalogue: world.ports.catalogue,
      crosswalk: () => [],
      reader,
      snapshots,
      subscriptions: [subscriptionId],
      types: new Map(world.ports.catalogue.types),
      now: () => world.clock.now(),
      ask: () => Promise.resolve(),
    });
  const tenant = open();
  const ports = { ...world.ports, policies: tenant };
  const renew = async () => {
    world.clock.advance(3600);
    const renewed = await renewPolicies(subscriptionId, tenant, ports);
    await drain({ ...world, ports });
    return renewed;
  };
  world.azure.put(account(true));
  await renew();
  await handleEvent(eventOf(accountId, world.clock.iso(-3600)), ports, budget);
  await drain({ ...world, ports });
  const drifts = () =>
    world.store
      .journal()
      .filter(({ policy }) => policy.endsWith('/https'))
      .map(({ cause, from, to }) => `${cause}: ${from} -> ${to}`);
  return { ...world, ports, tenant, tenantHas, open, renew, drifts };
}

test("the tenant's policy is evaluated beside ours, and its definition's version is on the state", async () => {
  const { ports, drifts, store } = await tenantWorld();
  expect(drifts()).toEqual(['baseline: null -> Compliant']);
  expect(store.journal().at(-1)?.policyVersion).toMatch(/^1\.0\.0\+[0-9a-f]{8}$/);
  const view = await statesOf(accountId, ports);
  expect(view).toMatchObject({
    states: [{ policy: 'secure-transfer' }, { title: 'The tenant wants https', state: 'Compliant' }],
  });
});

test('a changed parameter gives a drift of cause policy, and only what it evaluates is re-evaluated', async () => {
  const { azure, tenantHas, renew, drifts, store } = await tenantWorld();
  tenantHas.assignments = [{ ...assigned, parameters: { wanted: { value: false } } }];
  azure.reads = [];
  await renew();
  expect(azure.reads).toEqual([accountId]);
  expect(drifts()).toEqual(['baseline: null -> Compliant', 'policy: Compliant -> NonCompliant']);
  // Nobody changed the resource, and no scan found it.
  expect(originOf(store.journal().at(-1))).toEqual({ candidates: [] });
  await renew();
  expect(azure.reads).toEqual([accountId]);
});

test('what is read with another api-version is evaluated again, once', async () => {
  const { azure, tenantHas, renew, clock } = await tenantWorld();
  tenantHas.offers = ['2023-01-01', '2025-01-01'];
  azure.reads = [];
  const reads = async () => {
    await renew();
    return azure.reads.splice(0);
  };
  // A list that was read is good for a day.
  expect(await reads()).toEqual([]);
  clock.advance(24 * 3600);
  expect(await reads()).toEqual([accountId]);
  expect(await reads()).toEqual([]);
});

test('a scope that is left out and taken in again gives drifts of cause scope', async () => {
  const { tenantHas, renew, drifts } = await tenantWorld();
  tenantHas.assignments = [{ ...assigned, notScopes: [group] }];
  await renew();
  tenantHas.assignments = [assigned];
  await renew();
  expect(drifts()).toEqual([
    'baseline: null -> Compliant',
    'scope: Compliant -> NotApplicable',
    'scope: NotApplicable -> Compliant',
  ]);
});

test('an assignment that is taken away ends its states, cause policy', async () => {
  const { tenantHas, renew, drifts } = await tenantWorld();
  tenantHas.assignments = [];
  await renew();
  expect(drifts().at(-1)).toBe('policy: Compliant -> NotApplicable');
});

test("an exemption of Azure's makes the state Exempt, and its end makes it what it is", async () => {
  const { tenantHas, renew, drifts } = await tenantWorld();
  tenantHas.assignments = [{ ...assigned, parameters: { wanted: { value: false } } }];
  await renew();
  tenantHas.exemptions = [
    {
      id: `${group}/providers/Microsoft.Authorization/policyExemptions/x`,
      scope: group,
      assignmentId,
      referenceIds: [],
      category: 'Waiver',
      selective: false,
    },
  ];
  await renew();
  tenantHas.exemptions = [];
  await renew();
  expect(drifts().slice(2)).toEqual([
    'exemption: NonCompliant -> Exempt',
    'exemption: Exempt -> NonCompliant',
  ]);
});

test('what the tenant assigns counts for the safeguards that its groups stand for', async () => {
  const { ports, tenant } = await tenantWorld();
  const [own] = tenant.assigned(subscriptionId);
  const counted = { ...own!.entry, controls: ['164.312(e)(1)'] };
  const policies = {
    ...tenant,
    relatedTypes: [],
    policy: (name: string) => (name === counted.name ? counted : undefined),
  };
  const control = {
    id: '164.312(e)(1)',
    title: '',
    family: 'technical',
    designation: 'standard',
    proofs: ['policies'],
    policies: [],
    evidence: [],
    nist80053: [],
  } as const;
  const catalogue = { ...ports.catalogue, controls: [control] };
  expect(await controlsView({ ...ports, catalogue, policies })).toMatchObject([
    { status: 'proofs-on-record', counts: { Compliant: 1 } },
  ]);
});

test('writes of assignments, definitions and exemptions ask for the policies of their subscription', async () => {
  const { ports, queue, rejected } = createWorld();
  const written = (id: string) =>
    eventOf(id, '2026-03-01T08:00:00Z', { operation: 'Microsoft.Authorization/policyAssignments/write' });
  const elsewhere = assignmentId.replace(subscriptionId, 'ffffffff-0000-4000-8000-000000000000');
  const events = [assignmentId, assignmentId, elsewhere].map(written);
  await handleEvent([...events, eventOf(accountId, '2026-03-01T08:00:00Z'), 'nonsense'], ports, budget);
  const renewals = () =>
    queue.messages.flatMap(({ body }) => (JSON.stringify(body).includes('"renewal"') ? [body] : []));
  expect(renewals()).toEqual([{ kind: 'renewal', subscriptionId }]);
  // Each is parsed once, so that it is counted and kept once.
  expect(ports.counters.all()).toMatchObject({ parsed: 4, rejected: 1 });
  expect(rejected.all).toHaveLength(1);
  await queueRenewals([subscriptionId, 'not-watched'], ports);
  expect(renewals()).toHaveLength(2);
});

test('a renewal on the queue has the policies read again, of a watched subscription alone', async () => {
  const { ports, tenant, queue } = await tenantWorld();
  const read: string[] = [];
  const policies = {
    ...ports.policies,
    relatedTypes: [],
    refresh: (id: string) => (read.push(id), tenant.refresh(id)),
  };
  for (const id of [subscriptionId, 'not-watched'])
    await handleMessage({ kind: 'renewal', subscriptionId: id }, { ...ports, policies }, budget);
  expect(read).toEqual([subscriptionId]);
  expect(queue.messages).toEqual([]);
});

describe('a new version of a policy, on the queue `changes-bulk`', () => {
  const ids = Array.from({ length: 130 }, (_, n) => `${group}/providers/${storage}/account${n}`);

  /** A subscription whose accounts are all to be evaluated again; the message that begins it is on the queue. */
  async function renewedWorld() {
    const world = await tenantWorld();
    const { azure, bulk, clock, ports, tenant, tenantHas } = world;
    for (const id of ids) {
      azure.put(account(true, id));
      await handleEvent(eventOf(id, clock.iso(-3600)), ports, budget);
    }
    tenantHas.assignments = [{ ...assigned, parameters: { wanted: { value: false } } }];
    await renewPolicies(subscriptionId, tenant, ports);
    azure.reads = [];
    const scanReads: string[] = [];
    const scanReader: AzureReader = {
      get: (id) => (scanReads.push(id), azure.get(id)),
      related: (query) => azure.related(query),
    };
    const reader: AzureReader = {
      ...scanReader,
      get: () => Promise.reject(new Error('this budget is for events')),
    };
    const policies = { ...tenant, relatedTypes: [] };
    return { ...world, bulk, scanReads, ports: { ...ports, policies, reader, scanReader } };
  }

  test('is one message, however many resources it concerns', async () => {
    const { bulk, queue } = await renewedWorld();
    expect(queue.messages).toEqual([]);
    expect(bulk.messages).toMatchObject([{ body: { kind: 'reevaluation', subscriptionId } }]);
  });

  test('is found by an instance that had read the policies a moment before', async () => {
    const { bulk, clock, open, ports, renew, scanReads, tenantHas } = await renewedWorld();
    await renew();
    const other = open();
    await other.upToDate();
    scanReads.length = 0;
    tenantHas.assignments = [{ ...assigned, parameters: { wanted: { value: true } } }];
    clock.advance(5);
    // Another instance reads them again, and this one would look in a minute.
    await renewPolicies(subscriptionId, ports.policies, ports);
    const policies = { ...other, relatedTypes: [] };
    await handleBulkMessage(bulk.next(), { ...ports, policies }, budget);
    expect(scanReads).toHaveLength(131);
  });

  test('is read in portions on the budget of scans, and leaves no resource out', async () => {
    const { bulk, ports, scanReads, drifts } = await renewedWorld();
    let portions = 0;
    for (let message = bulk.next(); message !== undefined; message = bulk.next()) {
      await handleBulkMessage(message, ports, 0);
      portions += 1;
    }
    expect(portions).toBe(132);
    expect(scanReads.toSorted()).toEqual([accountId, ...ids].toSorted());
    expect(drifts().filter((each) => each === 'policy: Compliant -> NonCompliant')).toHaveLength(131);
  });

  test('reads nothing twice where a portion, or all of it, is delivered again', async () => {
    const { azure, bulk, ports, scanReads, tenant } = await renewedWorld();
    const message = bulk.next();
    // It crashes on the way.
    azure.hook = () => {
      if (scanReads.length === 110) throw new Error('crash');
    };
    await expect(handleBulkMessage(message, ports, budget)).rejects.toThrow('crash');
    azure.hook = () => undefined;
    const before = scanReads.length;
    await handleBulkMessage(message, ports, budget);
    // Those that were under way are read again.
    expect(scanReads.length - before).toBeLessThanOrEqual(131 - 110 + 16);
    scanReads.length = 0;
    await handleBulkMessage(message, ports, budget);
    await renewPolicies(subscriptionId, tenant, ports);
    await handleBulkMessage(bulk.next(), ports, budget);
    expect(scanReads).toEqual([]);
  });

  test('leaves what cannot be read now to a message of its own, which is read on the same budget', async () => {
    const { azure, bulk, ports, queue, scanReads } = await renewedWorld();
    const reason = 'HTTP 429';
    let asked = 0;
    azure.instead.set(ids[0]!.toLowerCase(), (startedAt) => {
      asked += 1;
      return asked < 3 ? { kind: 'throttled', startedAt, retryAfterSeconds: 40, reason } : undefined;
    });
    await handleBulkMessage(bulk.next(), ports, budget);
    expect(bulk.messages).toMatchObject([{ body: { kind: 'task', task: { target: ids[0] } } }]);
    scanReads.length = 0;
    await handleBulkMessage(bulk.next(), ports, budget);
    expect([scanReads.length, bulk.messages.length, queue.messages]).toEqual([1, 1, []]);
    await handleBulkMessage(bulk.next(), ports, budget);
    expect([scanReads, bulk.messages, queue.messages]).toEqual([[ids[0], ids[0]], [], []]);
  });

  test('reads on the budget of scans whatever a task is for', async () => {
    const { clock, ports, scanReads } = await renewedWorld();
    const trigger = { kind: 'event', eventId: 'e', operation: 'write', operationName: `${storage}/write` };
    const change = { resourceId: accountId, time: clock.iso(), trigger };
    const task = { target: accountId, change, attempt: 0, due: clock.iso(3600) };
    await handleBulkMessage({ kind: 'task', task }, ports, budget);
    expect(scanReads).toEqual([accountId]);
  });

  test('of a subscription that is not watched is noise, and a message that says nothing is refused', async () => {
    const { bulk, ports, scanReads } = await renewedWorld();
    const message = bulk.next();
    await handleBulkMessage(message, { ...ports, subscriptions: [] }, budget);
    expect(scanReads).toEqual([]);
    await expect(handleBulkMessage({ kind: 'other' }, ports, budget)).rejects.toThrow('kind');
  });
});

const manual = { assignmentId, referenceId: 'asked', mode: 'manual', entry: { name: 'guid/asked' } };

const statement = {
  policy: 'guid/asked',
  met: true,
  statement: 'The plan was rehearsed',
  evidence: 'https://evidence.example/1',
  date: '2026-02-01T00:00:00Z',
  expiresAt: '2026-12-01T00:00:00Z',
};

/** What comes of attesting, and what was written. */
async function attesting(
  input: unknown,
  more: Partial<Attesting> = {},
  kind: 'user' | 'application' = 'user',
) {
  const written: PolicyAttestation[] = [];
  const attested = await attestInAzure(
    input,
    { objectId: 'someone', kind },
    {
      policies: { assigned: () => [manual as unknown as AssignedPolicy] },
      insights: {
        attest: (each) => {
          written.push(each);
          return Promise.resolve({ kind: 'read', startedAt: '', value: true });
        },
      },
      subscriptions: [subscriptionId],
      allowed: true,
      now: () => new Date('2026-03-01T08:00:00Z'),
      newId: () => 'new',
      ...more,
    },
  );
  return { attested, written };
}

test('an attestation of a manual policy is written to Azure in the name of the caller, where that is turned on', async () => {
  const { attested, written } = await attesting(statement);
  expect(attested).toEqual({ kind: 'attested', subscriptionId, name: 'new' });
  expect(written).toMatchObject([
    { assignmentId, referenceId: 'asked', state: 'Compliant', owner: 'someone' },
  ]);
  expect(await attesting(statement, { allowed: false })).toEqual({ attested: { kind: 'off' }, written: [] });
  const refused = { kind: 'forbidden', why: 'application' };
  expect(await attesting(statement, {}, 'application')).toEqual({ attested: refused, written: [] });
});

test.each([
  ['policy', { ...statement, policy: 'storage-requires-tls-1-2' }],
  ['expiresAt', { ...statement, expiresAt: '2026-01-01T00:00:00Z' }],
  ['evidence', { ...statement, evidence: 'file:///x' }],
])('an attestation whose %s is wrong is not written', async (field, input) => {
  const { attested, written } = await attesting(input);
  expect(attested).toMatchObject({ kind: 'invalid', field });
  expect(written).toEqual([]);
});
