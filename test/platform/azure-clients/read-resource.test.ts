import { describe, expect, it } from 'vitest';
import { createAzureReader } from '../../../src/platform/azure-clients/create-azure.ts';
import { account, group, resource, subscription, types, useArm } from './fake-arm.ts';

const arm = useArm();
const here = '2026-06-15T00:00:00.000Z';
const there = '2026-03-01T12:00:00.000Z';
const type = 'Microsoft.Storage/storageAccounts';

describe('a resource that is there', () => {
  it('is read with the one api-version of its type and a token', async () => {
    arm.serve(resource(account, type));
    expect(await arm.reader().get(account)).toEqual({
      kind: 'found',
      startedAt: there,
      resource: { id: account, type, name: 'scans' },
    });
    expect(arm.requests).toHaveLength(1);
    expect(arm.requests[0]?.query.toString()).toBe('api-version=2012-01-01');
    expect(arm.requests[0]?.authorization).toBe('Bearer token-1');
  });

  it('may have its id in another case, with other slashes', async () => {
    arm.behave(() => ({ body: { id: `${account.slice(1).toUpperCase()}/`, type } }));
    expect((await arm.reader().get(`${account}/`)).kind).toBe('found');
  });

  it('is asked for by an encoded path', async () => {
    const id = `${group}/providers/${type}/a b#c?d%2f`;
    arm.serve(resource(id, type));
    expect((await arm.reader().get(id)).kind).toBe('found');
    expect(arm.paths[0]).toContain('/a%20b%23c%3Fd%252f');
  });

  it('is a subscription or a resource group by the type that policies know', async () => {
    arm.serve({
      [subscription]: { id: subscription, subscriptionId: 'S', displayName: 'Clinic' },
      ...resource(group, 'Microsoft.Resources/resourceGroups'),
    });
    expect(await arm.reader().get(subscription)).toMatchObject({
      resource: { type: 'Microsoft.Resources/subscriptions', displayName: 'Clinic' },
    });
    expect(await arm.reader().get(group)).toMatchObject({
      resource: { type: 'Microsoft.Resources/subscriptions/resourceGroups' },
    });
  });
});

describe('when a read began', () => {
  it('is told by the service, less the duration of the call', async () => {
    arm.serve(resource(account, type));
    let elapsed = 0;
    const reader = arm.reader({
      elapsed: () => (elapsed += 1_500),
      // This host's clock is a year behind.
      now: () => new Date('2025-03-01T00:00:00Z'),
    });
    expect((await reader.get(account)).startedAt).toBe('2026-03-01T11:59:58.500Z');
  });

  it('does not count the time that the token took', async () => {
    arm.serve(resource(account, type));
    let elapsed = 0;
    const reader = arm.reader({
      elapsed: () => elapsed,
      credential: {
        getToken: async () => {
          elapsed += 60_000;
          return { token: 't', expiresOnTimestamp: 8_640_000_000_000_000 };
        },
      },
    });
    expect((await reader.get(account)).startedAt).toBe(there);
  });

  it.each(['', 'yesterday'])('is told by this host where the service says "%s"', async (date) => {
    arm.behave(() => ({ body: { id: account, type }, headers: { date } }));
    expect((await arm.reader().get(account)).startedAt).toBe(here);
  });
});

function error(code: string) {
  return { error: { code, message: 'jane.doe@clinic.example may not' } };
}

describe('a resource that cannot be read', () => {
  it.each([
    [404, 'ResourceNotFound', 'gone'],
    [404, 'ResourceGroupNotFound', 'gone'],
    [404, 'SubscriptionNotFound', 'denied'],
    [404, undefined, 'gone'],
    [410, undefined, 'gone'],
    [404, 'InvalidResourceType', 'unmapped'],
    [404, 'NoRegisteredProviderFound', 'unmapped'],
    [400, 'NoRegisteredProviderFound', 'unmapped'],
    [400, 'InvalidApiVersionParameter', 'unmapped'],
    [400, 'ApiVersionNotSupported', 'unmapped'],
    [400, 'MissingApiVersionParameter', 'unmapped'],
    [400, 'UnsupportedApiVersion', 'unmapped'],
    [404, 'InvalidResourceNamespace', 'unmapped'],
    [403, 'InvalidResourceType', 'denied'],
    [401, 'InvalidAuthenticationToken', 'denied'],
    [403, 'AuthorizationFailed', 'denied'],
    [403, undefined, 'denied'],
    [429, 'SubscriptionRequestsThrottled', 'throttled'],
    [408, undefined, 'failed'],
    [409, 'Conflict', 'failed'],
    [409, 'MissingSubscriptionRegistration', 'failed'],
    [412, 'PreconditionFailed', 'failed'],
    [423, 'ScopeLocked', 'failed'],
    [424, undefined, 'failed'],
    [425, undefined, 'failed'],
    [500, 'InternalServerError', 'failed'],
    [503, undefined, 'failed'],
    [400, 'BadRequest', 'malformed'],
    [204, undefined, 'malformed'],
    [302, undefined, 'malformed'],
  ] as const)('%i %s is %s', async (status, code, kind) => {
    arm.behave(() => ({
      status,
      body: code && error(code),
      headers: { location: 'https://elsewhere.example/' },
    }));
    const outcome = await arm.reader().get(account);
    expect(outcome).toMatchObject({ kind, startedAt: there });
    expect(arm.requests).toHaveLength(1);
    expect(JSON.stringify(outcome)).not.toMatch(/jane|clinic/);
    if ('reason' in outcome) expect(outcome.reason).toContain(`${status} ${code ?? ''}`.trim());
  });

  it('keeps no message that stands in the place of a code', async () => {
    arm.behave(() => ({ status: 403, body: { code: 'jane.doe@clinic.example may not' } }));
    expect(await arm.reader().get(account)).toEqual({ kind: 'denied', startedAt: there, reason: 'HTTP 403' });
  });

  it.each([
    ['{"id": "', 'no JSON'],
    ['[]', 'no JSON object'],
    ['null', 'no JSON object'],
    ['', 'no JSON'],
    [{ type }, 'no id'],
    [{ id: account }, 'no type'],
    [{ id: account, type: null }, 'no type'],
    [{ id: `${account}2`, type }, 'another id'],
  ])('%j is malformed', async (body, reason) => {
    arm.behave(() => ({ body }));
    expect(await arm.reader().get(account)).toMatchObject({
      kind: 'malformed',
      startedAt: there,
      reason: expect.stringContaining(reason),
    });
  });

  it('is evaluated by the type in its id, whatever the answer calls itself', async () => {
    arm.behave(() => ({ body: { id: account, type: 'Microsoft.Storage/other' } }));
    expect(await arm.reader().get(account)).toMatchObject({ kind: 'found', resource: { type } });
  });

  it.each([
    [`${group}/providers/Contoso.Imaging/scanners/x`, 'Contoso.Imaging/scanners'],
    [`${account}/../../secret`, 'names no resource'],
    ['nothing', 'names no resource'],
  ])('%s is unmapped, without a call', async (id, reason) => {
    expect(await arm.reader().get(id)).toMatchObject({
      kind: 'unmapped',
      startedAt: here,
      reason: expect.stringContaining(reason),
    });
    expect(arm.requests).toEqual([]);
  });
});

describe('a call without an answer has failed', () => {
  it('where the connection breaks', async () => {
    arm.behave(() => 'reset');
    const outcome = await arm.reader().get(account);
    expect(outcome).toEqual({ kind: 'failed', startedAt: here, reason: 'no answer (ECONNRESET)' });
    expect(arm.requests).toHaveLength(1);
  });

  it('where nobody listens', async () => {
    const outcome = await arm.reader({ endpoint: 'https://127.0.0.1:1' }).get(account);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'no answer (ECONNREFUSED)' });
  });

  it('where the time is up', async () => {
    arm.behave(() => 'hang');
    const outcome = await arm.reader({ timeoutSeconds: 0.05 }).get(account);
    expect(outcome).toEqual({ kind: 'failed', startedAt: here, reason: 'no answer within 0.05 s' });
  });

  it('where there is no token', async () => {
    const credential = {
      getToken: async () => {
        throw Object.assign(new Error('tenant clinic.example'), { name: 'CredentialUnavailableError' });
      },
    };
    const outcome = await arm.reader({ credential }).get(account);
    expect(outcome).toEqual({
      kind: 'failed',
      startedAt: here,
      reason: 'no token (CredentialUnavailableError)',
    });
    expect(arm.requests).toEqual([]);
  });

  it('but an endpoint without TLS is refused at once', () => {
    const credential = { getToken: async () => null };
    expect(() => createAzureReader({ endpoint: 'http://127.0.0.1:1', credential, types })).toThrow(
      'must be https',
    );
  });
});

describe('after a 429', () => {
  const vault = `${group}/providers/Microsoft.Sql/servers/s`;
  const otherSubscription = account.replace('11111111', '99999999');

  it('reads of that subscription and provider wait until Retry-After has passed', async () => {
    let now = Date.parse('2026-06-15T00:00:00Z');
    const reader = arm.reader({ now: () => new Date(now) });
    arm.behave(() => ({
      status: 429,
      headers: { 'retry-after': '372' },
      body: { error: { code: 'TooManyRequests' } },
    }));
    expect(await reader.get(account)).toEqual({
      kind: 'throttled',
      startedAt: there,
      retryAfterSeconds: 372,
      reason: 'HTTP 429 TooManyRequests',
    });
    arm.serve({
      ...resource(account, type),
      ...resource(vault, 'Microsoft.Sql/servers'),
      ...resource(otherSubscription, type),
    });
    now += 100_000;
    expect(await reader.get(account.toUpperCase())).toMatchObject({
      kind: 'throttled',
      retryAfterSeconds: 272,
    });
    expect(
      await reader.related({ type: `${type}/blobServices`, under: account, scope: 'resource' }),
    ).toMatchObject({
      kind: 'throttled',
      retryAfterSeconds: 272,
    });
    expect(arm.requests).toHaveLength(1);
    expect((await reader.get(vault)).kind).toBe('found');
    expect((await reader.get(otherSubscription)).kind).toBe('found');
    now += 272_000;
    expect((await reader.get(account)).kind).toBe('found');
  });

  it('a date in Retry-After is taken by the clock of the service', async () => {
    arm.behave(() => ({ status: 429, headers: { 'retry-after': 'Sun, 01 Mar 2026 12:05:00 GMT' } }));
    expect(await arm.reader().get(account)).toMatchObject({ kind: 'throttled', retryAfterSeconds: 300 });
  });
});
