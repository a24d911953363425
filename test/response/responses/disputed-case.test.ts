import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/model/index.ts';
import type { AzureReader, ReadOutcome, RelatedOutcome } from '../../../src/platform/azure/index.ts';
import { disputedCase, triageResponse } from '../../../src/response/responses/index.ts';
import { driftOf } from '../../platform/store/samples.ts';
import { account, accountId, policyOf } from '../../support/fakes.ts';
import { answering, people } from '../world.ts';
import { hour, responseOf } from './response-sample.ts';

/** A disputed finding. */
async function world() {
  const made = await answering();
  await made.turn(false);
  await made.answer();
  const id = made.all()[0]?.id ?? '';
  const dispute = (why: string) =>
    triageResponse(id, 'dispute', { why }, { objectId: people.ada }, made.answerPorts);
  await dispute('the first reason');
  const { remediation } = made;
  const caseOf = (more: Partial<typeof remediation> = {}) =>
    disputedCase(id, { ...made.answerPorts, remediation: { ...remediation, ...more } });
  return { ...made, id, dispute, caseOf };
}

const startedAt = hour(1);

/** A reader that gives this for the disputed resource. */
const reading = (outcome: ReadOutcome): AzureReader =>
  ({ get: () => Promise.resolve(outcome) }) as unknown as AzureReader;

describe('the case of a finding that looks at related resources', () => {
  const type = 'Microsoft.Insights/diagnosticSettings';
  const query = { type, under: accountId, scope: 'resource' } as const;
  const setting = { id: `${accountId}/providers/${type}/one`, type };
  const nameless = { type, properties: { logs: [] } };

  test.each<[string, RelatedOutcome, State, unknown]>([
    [
      'holds those that were found',
      { kind: 'found', startedAt, resources: [setting, nameless] },
      'NonCompliant',
      [setting, nameless],
    ],
    ['says that there are none', { kind: 'found', startedAt, resources: [] }, 'NonCompliant', []],
    [
      'says that they could not be read',
      { kind: 'denied', startedAt, reason: 'AuthorizationFailed' },
      'Unknown',
      [{ type, unknown: 'read denied (AuthorizationFailed)' }],
    ],
  ])('%s', async (_, outcome, to, related) => {
    const { responses, answerPorts, remediation } = await answering();
    const asks = policyOf(
      'asks',
      ['Microsoft.Storage/storageAccounts'],
      (_resource, { utcNow }, lookup) => {
        const answer = lookup(query);
        if (!answer) return { state: 'Unknown', fields: [], pending: [query] };
        if (utcNow === undefined) return { state: 'NotApplicable', fields: [] };
        return { state: 'unknown' in answer ? 'Unknown' : 'NonCompliant', fields: [] };
      },
      { relatedTypes: [type] },
    );
    const response = responseOf({ status: 'disputed', drift: driftOf(accountId, 2, { policy: 'asks', to }) });
    await responses.claim(response, { n: 2, at: hour(0), what: 'claimed' });
    const reader = {
      ...reading({ kind: 'found', startedAt, resource: account(false) }),
      related: () => Promise.resolve(outcome),
    };
    const policies = { ...remediation.policies, policy: () => asks };
    const found = await disputedCase(response.id, {
      ...answerPorts,
      remediation: { ...remediation, policies, reader },
    });
    expect(found).toMatchObject({
      kind: 'found',
      case: { related, state: 'Compliant', because: 'disputed' },
    });
  });
});

describe('the case of a disputed finding', () => {
  test('holds the resource as it is now, under the name that people know, and the last reason', async () => {
    const { id, dispute, caseOf, answerPorts, remediation } = await world();
    await triageResponse(id, 'undispute', { why: 'it was right' }, { objectId: people.ben }, answerPorts);
    await dispute('the proxy ends TLS');
    const found = await caseOf();
    expect(found).toEqual({
      kind: 'found',
      case: {
        name: 'disputed: imaging',
        resource: { ...account(false), id: accountId },
        state: 'Compliant',
        because: 'the proxy ends TLS',
      },
    });
    // It fails until the policy is mended.
    const policy = remediation.policies.policy('secure-transfer');
    const tried = found.kind === 'found' ? policy?.policy.evaluate(found.case.resource, {}) : undefined;
    expect(tried?.state).toBe('NonCompliant');
  });

  test('names a resource without a name by its id, as its drift writes it', async () => {
    const { caseOf } = await world();
    const { name: _, ...resource } = account(false, accountId.toLowerCase());
    expect(await caseOf({ reader: reading({ kind: 'found', startedAt, resource }) })).toMatchObject({
      case: { name: `disputed: ${accountId}`, resource: { id: accountId } },
    });
  });

  test.each<[ReadOutcome, string]>([
    [{ kind: 'gone', startedAt }, 'the resource was deleted'],
    [{ kind: 'denied', startedAt, reason: 'AuthorizationFailed' }, 'read denied (AuthorizationFailed)'],
    [{ kind: 'found', startedAt, resource: account(true) }, 'the policy no longer evaluates to NonCompliant'],
  ])('is not written down where the read gives %o: %s', async (outcome, why) => {
    const { caseOf } = await world();
    expect(await caseOf({ reader: reading(outcome) })).toEqual({ kind: 'conflict', why });
  });

  test('is not written down of a policy that there is no more, of no response, or of a finding that nobody disputes', async () => {
    const { id, caseOf, remediation, answerPorts } = await world();
    const policies = { ...remediation.policies, policy: () => undefined };
    expect(await caseOf({ policies })).toEqual({ kind: 'conflict', why: 'the policy no longer exists' });
    expect(await disputedCase('none', answerPorts)).toEqual({ kind: 'not-found' });
    await triageResponse(id, 'undispute', { why: 'it is right' }, { objectId: people.ben }, answerPorts);
    expect(await caseOf()).toEqual({ kind: 'conflict', why: 'the finding is not disputed' });
  });
});
