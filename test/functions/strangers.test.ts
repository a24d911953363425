import { installCoreModule } from '@phiwatch/functions-dev-host';
import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { beforeEach, expect, test, vi } from 'vitest';
import { createCallLimits } from '../../src/platform/auth/index.ts';
import type { Authentication, Role } from '../../src/platform/auth/index.ts';
import { MemoryAudit } from '../platform/auth/memory.ts';
import { now, oid, tenantId } from '../platform/auth/tokens.ts';

let who: Authentication;
const upToDate = vi.fn<() => Promise<void>>();

vi.mock('../../src/app/index.ts', () => ({
  app: () =>
    Promise.resolve({
      access: {
        authenticate: () => Promise.resolve(who),
        challenge: () => 'Bearer',
        audit: new MemoryAudit(),
        limits: createCallLimits({ calls: 1_000, changes: 1_000 }, () => now),
      },
      tenant: { policies: { upToDate } },
      ports: { clock: { now: () => now } },
      response: {},
    }),
}));

const core = installCoreModule(() => undefined);
await import('../../functions/http/health.ts');
const { secured } = await import('../../functions/http/guard.ts');

const as = (...roles: readonly Role[]): Authentication => ({
  kind: 'accepted',
  issuedAt: now,
  caller: { objectId: oid, tenantId, kind: 'user', roles, auditor: false },
});
const handled = vi.fn<() => Promise<HttpResponseInit>>();
const guarded = secured({ roles: ['Operator'] }, handled);

beforeEach(() => {
  who = { kind: 'anonymous' };
  upToDate.mockReset().mockRejectedValue(new Error('the table at 10.0.0.4 does not answer'));
  handled.mockReset().mockResolvedValue({ status: 204 });
});

async function call(handler: HttpHandler) {
  const request = new HttpRequest({ method: 'GET', url: 'https://phiwatch.example/api/any' });
  const context = new InvocationContext({ functionName: 'any', invocationId: 'invocation-1' });
  const answer = (await handler(request, context)) as HttpResponseInit;
  return { status: answer.status, body: answer.jsonBody as unknown };
}

test('a stranger learns that the app is alive while the store does not answer', async () => {
  const health = core.functions.get('health')?.callback as HttpHandler;
  expect(await call(health)).toEqual({ status: 200, body: { status: 'alive' } });
  who = as('Responder');
  expect(await call(health)).toEqual({ status: 200, body: { status: 'alive' } });
  expect(upToDate).not.toHaveBeenCalled();
});

test.each<[string, Authentication, number]>([
  ['without a token', { kind: 'anonymous' }, 401],
  ['with a token that is refused', { kind: 'refused', why: 'the token has expired' }, 401],
  ['without the role', as('Responder'), 403],
])('whoever comes %s is refused while the store does not answer', async (_, caller, status) => {
  who = caller;
  expect((await call(guarded)).status).toBe(status);
  expect(upToDate).not.toHaveBeenCalled();
});

test('whoever is let in is served by the policies as they are now', async () => {
  who = as('Operator');
  const looked = Promise.withResolvers<void>();
  upToDate.mockReturnValue(looked.promise);
  const answer = call(guarded);
  await vi.waitFor(() => expect(upToDate).toHaveBeenCalledOnce());
  expect(handled).not.toHaveBeenCalled();
  looked.resolve();
  expect((await answer).status).toBe(204);
});

test('policies that cannot be read are a failed call, without the reason', async () => {
  who = as('Operator');
  expect((await call(guarded)).status).toBe(500);
  expect(handled).not.toHaveBeenCalled();
});
