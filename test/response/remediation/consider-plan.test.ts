import { expect, test } from 'vitest';
import type { ReadFailure, ReadOutcome } from '../../../src/platform/azure/types.ts';
import { considerPlan } from '../../../src/response/remediation/index.ts';
import type { CataloguePolicy, Remedy } from '../../../src/rules/controls/types.ts';
import { driftOf } from '../../platform/store/samples.ts';
import { account, accountId, secureTransfer } from '../../support/fakes.ts';
import { alerts, answering } from '../world.ts';

const startedAt = '2026-03-01T08:00:00.000Z';
const failure = (kind: ReadFailure['kind'], retryAfterSeconds = 0): ReadFailure => ({
  kind,
  startedAt,
  reason: 'as told',
  retryAfterSeconds,
});
const found = (resource: ReturnType<typeof account>): ReadOutcome => ({ kind: 'found', startedAt, resource });
const gone: ReadOutcome = { kind: 'gone', startedAt };
const blobs = `${accountId}/blobServices/default`;
const service = { ...account(false), id: blobs, type: 'Microsoft.Storage/storageAccounts/blobServices' };

const onAccount: Remedy = { kind: 'patch', properties: { supportsHttpsTrafficOnly: true }, method: 'PATCH' };
const onService: Remedy = { ...onAccount, on: { type: service.type, name: 'default' } };
const task: Remedy = { kind: 'task', assignmentId: '/assignment' };
const policyWith = (remedy: Remedy): CataloguePolicy => ({
  ...secureTransfer,
  remediation: remedy.kind,
  remedy,
});

const wait = (seconds: number, why: string) => ({ kind: 'wait', seconds, why });
const none = (mode: string, why: string) => ({ kind: 'none', mode, why });
const plan = (target: string) => ({ kind: 'plan', mode: 'ask', plan: { target } });
const absent = 'the resource to be set does not exist';

/** The mode is ask. */
test.each<
  [
    given: string,
    remedy: Remedy | undefined,
    reads: { [id: string]: ReadOutcome },
    considered: object,
    why: string,
  ]
>([
  ['a policy without a remedy', undefined, {}, none('off', 'the policy has no remedy'), 'nothing is known'],
  ['a fault', onAccount, { [accountId]: found(account(false)) }, plan(accountId), 'it can be corrected'],
  [
    'what has been corrected',
    onAccount,
    { [accountId]: found(account(true)) },
    { kind: 'needless', mode: 'ask', why: 'the settings are as the remedy would make them' },
    'others were first',
  ],
  [
    'a resource that was deleted',
    onAccount,
    { [accountId]: gone },
    { kind: 'needless', mode: 'off', why: 'the resource was deleted' },
    'there is nothing to correct',
  ],
  [
    'a resource that is being updated',
    onAccount,
    { [accountId]: found(account(false, accountId, { provisioningState: 'Updating' })) },
    wait(30, 'the resource is Updating'),
    'it may show another value then',
  ],
  [
    'a throttled read',
    onAccount,
    { [accountId]: failure('throttled', 372) },
    wait(372, 'as told'),
    'Azure says',
  ],
  [
    'a short throttling',
    onAccount,
    { [accountId]: failure('throttled', 5) },
    wait(30, 'as told'),
    'at least 30 s',
  ],
  ['a failed read', onAccount, { [accountId]: failure('failed') }, wait(30, 'as told'), 'it may pass'],
  [
    'a denied read',
    onAccount,
    { [accountId]: failure('denied') },
    none('off', 'the resource cannot be read: as told'),
    'it does not pass by itself',
  ],
  [
    'an answer that is not understood',
    onAccount,
    { [accountId]: failure('malformed') },
    none('off', 'the resource cannot be read: as told'),
    'it does not pass by itself',
  ],
  [
    'a fault of a child',
    onService,
    { [accountId]: found(account(false)), [blobs]: found(service) },
    plan(blobs),
    'the child is corrected',
  ],
  [
    'a child that has been corrected',
    onService,
    {
      [accountId]: found(account(false)),
      [blobs]: found({ ...service, properties: account(true)['properties'] }),
    },
    { kind: 'needless', mode: 'ask', why: 'the settings are as the remedy would make them' },
    'the child counts',
  ],
  [
    'a child that is absent',
    onService,
    { [accountId]: found(account(false)), [blobs]: gone },
    none('ask', absent),
    'nothing is created',
  ],
  [
    'a child whose read is throttled',
    onService,
    { [accountId]: found(account(false)), [blobs]: failure('throttled', 60) },
    wait(60, 'as told'),
    'Azure says',
  ],
  [
    'a child whose read is denied',
    onService,
    { [accountId]: found(account(false)), [blobs]: failure('denied') },
    none('off', 'the resource cannot be read: as told'),
    'it does not pass by itself',
  ],
  [
    'what a task of Azure deploys',
    task,
    { [accountId]: found(account(false)) },
    { kind: 'plan', mode: 'ask', plan: { kind: 'task', target: accountId } },
    'Azure knows what to deploy',
  ],
])('of %s', async (_given, remedy, reads, considered, why) => {
  const policies = [remedy === undefined ? secureTransfer : policyWith(remedy)];
  const world = await answering(alerts, policies);
  await world.mode('ask');
  const drift = driftOf(accountId, 1, { policy: secureTransfer.name });
  const asked: string[] = [];
  const look = (id: string) => {
    asked.push(id);
    return Promise.resolve(reads[id] ?? Promise.reject(new Error(`${id} is not read`)));
  };
  expect(await considerPlan(drift, look, world.remediation), why).toMatchObject(considered);
  expect(asked, 'each is read once').toEqual(Object.keys(reads));
});

test('of a policy that is no longer known nothing is planned', async () => {
  const { remediation, azure } = await answering();
  const drift = driftOf(accountId, 1, { policy: 'gone' });
  expect(await considerPlan(drift, (id) => azure.get(id), remediation)).toEqual(
    none('off', 'the policy has no remedy'),
  );
});

test.each([
  ['high', undefined, 'ask'],
  ['low', undefined, 'observe'],
  ['low', 'high', 'ask'],
  ['high', 'low', 'observe'],
] as const)(
  'the mode for high severity, of a drift whose severity is %s and whose severity for the resource is %s: %s',
  async (severity, effectiveSeverity, mode) => {
    const world = await answering();
    world.azure.put(account(false));
    await world.remediation.modes.add('all', {
      id: 'high',
      version: 1,
      recordedAt: world.clock.iso(),
      value: {
        mode: 'ask',
        severity: 'high',
        why: 'x',
        status: 'approved',
        requestedBy: 'a',
        approvals: ['b'],
      },
    });
    const drift = driftOf(accountId, 1, {
      policy: secureTransfer.name,
      severity,
      ...(effectiveSeverity && { effectiveSeverity }),
    });
    expect(await considerPlan(drift, (id) => world.azure.get(id), world.remediation)).toMatchObject({ mode });
  },
);
