import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../../src/platform/auth/index.ts';
import { given } from '../e2e/support/connection.ts';
import { contractOf } from '../e2e/support/contract.ts';
import type { Contract } from '../e2e/support/contract.ts';
import { useWorld } from '../e2e/support/setup.ts';
import { addressOf, fuzzedCalls, leadsElsewhere, SeenIds } from './support/fuzzed-calls.ts';
import type { ApiDescription, FuzzedCall } from './support/fuzzed-calls.ts';
import { expectNoFaults, expectWell, fuzz, outcomeLines, runs } from './support/fuzz-run.ts';
import { send } from './support/send.ts';
import { median, summary, timed, trivialCall, watching } from './support/watch.ts';

const it = useWorld({ writer: true, evidence: true });
const oid = '9b1d7c30-52e4-4f6a-8a1c-3e07d2b45f18';

/** A token for each name of a caller. */
const tokens = new Map<string, string>();

beforeAll(async () => {
  if (given) return;
  const { azure } = it.app;
  for (const role of roles) tokens.set(role, await azure.userToken({ oid, roles: [role] }));
  tokens.set('all', await azure.userToken({ oid, roles: [...roles] }));
  tokens.set('none', await azure.userToken({ oid }));
  tokens.set('garbage', `${'e'.repeat(500)}.${'y'.repeat(500)}.`);
});

const authorized = (caller: string): Readonly<Record<string, string>> => {
  const token = tokens.get(caller);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
};

describe.skipIf(given)('a call', () => {
  const states = (text: string) => ({
    method: 'GET',
    path: `/api/states?resourceId=${encodeURIComponent(text)}`,
  });
  const posts = (path: string, body: object) => ({ method: 'POST', path, body: JSON.stringify(body) });
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const announced = (what: string) => ({
    scope: `/subscriptions/${subscriptionId}/resourceGroups/none`,
    ticket: 'CHG-1',
    from: at(1),
    until: at(2),
    what,
  });
  const long = (part: string) => part.repeat(15_000 / part.length);

  /** The table of the review that found a cubic expression before the token was looked at, and what else it named. */
  const rows = [
    ['no token, states?resourceId= 1000 x @', 'nobody', states('@'.repeat(1_000)), 401],
    ['the same, 2000', 'nobody', states('@'.repeat(2_000)), 401],
    ['the same, 3000', 'nobody', states('@'.repeat(3_000)), 401],
    [
      'no token, responses/ 2000 x @',
      'nobody',
      { method: 'GET', path: `/api/responses/${'@'.repeat(2_000)}` },
      401,
    ],
    [
      'no token, 15,000 x @, as they are',
      'nobody',
      { method: 'GET', path: `/api/states?resourceId=${long('@')}` },
      401,
    ],
    [
      'no token, 15,000 of a@',
      'nobody',
      { method: 'GET', path: `/api/states?resourceId=${long('a@')}` },
      401,
    ],
    [
      'no token, 15,000 of a.',
      'nobody',
      { method: 'GET', path: `/api/states?resourceId=${long('a.')}` },
      401,
    ],
    ['Reader, 15,000 x @', 'Reader', { method: 'GET', path: `/api/states?resourceId=${long('@')}` }, 400],
    ['Reader, 15,000 of a.', 'Reader', { method: 'GET', path: `/api/states?resourceId=${long('a.')}` }, 400],
    [
      'Responder, remediation/stop, why 2500 x @',
      'Responder',
      posts('/api/remediation/stop', { why: '@'.repeat(2_500) }),
      400,
    ],
    [
      'Responder, remediation/stop, why 64,000 of a.',
      'Responder',
      posts('/api/remediation/stop', { why: 'a.'.repeat(32_000) }),
      400,
    ],
    [
      'Responder, announced-changes, what 2000 x @',
      'Responder',
      posts('/api/announced-changes', announced('@'.repeat(2_000))),
      201,
    ],
    [
      'Responder, announced-changes, what 2000 of a.',
      'Responder',
      posts('/api/announced-changes', announced('a.'.repeat(1_000))),
      201,
    ],
    [
      'Responder, announced-changes, 7,000 x @ as its id',
      'Responder',
      { method: 'DELETE', path: `/api/announced-changes/${subscriptionId}/${'@'.repeat(7_000)}` },
      404,
    ],
  ] as const;

  test('takes about as long as a trivial one, whatever stands in it, and health is answered beside it', async () => {
    const { url } = it.world.hosts[0] ?? { url: '' };
    const trivialMs = await trivialCall(url);
    const table: {
      call: string;
      answer: number;
      ms: string;
      healthMs: string;
      times: number;
      healthTimes: number;
    }[] = [];
    for (const [title, caller, call] of rows) {
      const own: number[] = [];
      const beside: number[] = [];
      let status = 0;
      for (let again = 0; again < 5; again += 1) {
        const answered = timed(() => send(url, { ...call, headers: authorized(caller) }));
        const health = timed(() => fetch(`${url}/api/health`).then((answer) => answer.arrayBuffer()));
        const [{ ms, value }, { ms: healthMs }] = await Promise.all([answered, health]);
        ({ status } = value);
        own.push(ms);
        beside.push(healthMs);
      }
      const [ms, healthMs] = [median(own), median(beside)];
      table.push({
        call: title,
        answer: status,
        ms: ms.toFixed(1),
        healthMs: healthMs.toFixed(1),
        times: Math.round(ms / trivialMs),
        healthTimes: Math.round(healthMs / trivialMs),
      });
    }
    console.table(table);
    expect(table.map(({ call, answer }) => [call, answer])).toEqual(
      rows.map(([title, , , answer]) => [title, answer]),
    );
    // A change writes to storage several times. What was found took 60 to 3,000 times as long.
    expect(table.filter(({ times, healthTimes }) => times > 100 || healthTimes > 40)).toEqual([]);
  });
});

describe.skipIf(given)('calls that fast-check makes of openapi.json', () => {
  const seen = new SeenIds([subscriptionId, imagingArchiveId, 'storage-requires-tls-1-2', oid]);

  test(
    'are answered as it says, none by 5xx, all in time, and the app stays well',
    { timeout: 3_600_000 },
    async () => {
      const [host] = it.world.hosts;
      if (!host) throw new Error('no host runs');
      // There are drifts, responses and states then.
      for (let at = 0; at < 2; at += 1) {
        const id = await it.app.copyOf(imagingArchiveId);
        await it.app.changed({ method: 'PATCH', id, body: { properties: { minimumTlsVersion: 'TLS1_0' } } });
      }
      const contract = await contractOf(host.url);
      const description = (await (await fetch(`${host.url}/api/openapi.json`)).json()) as ApiDescription;
      const count = runs(120);
      const { value, watched } = await watching(host, () =>
        fuzz({
          baseUrl: host.url,
          arbitrary: fuzzedCalls(description),
          count,
          send: ({ headers, ...call }) =>
            send(host.url, {
              method: call.method,
              path: addressOf({ ...call, headers }, seen),
              headers: { ...headers, ...authorized(call.caller) },
              ...(call.body !== undefined && { body: call.body }),
            }),
          judge: (call, answer) => difference(call, answer, contract),
        }),
      );
      console.log(summary(`${count} calls`, watched, outcomeLines(value, watched.trivialMs)));
      expectNoFaults(value);
      expectWell(watched);
    },
  );

  /** From the description. What the host refuses before it calls the app, of an address or a header, has no body. */
  async function difference(call: FuzzedCall, answer: Response, contract: Contract) {
    const text = await answer.clone().text();
    seen.add(call.path, text);
    if (text === '' && [400, 404, 405, 413, 431].includes(answer.status)) return undefined;
    if (leadsElsewhere(call, seen)) return undefined;
    const { method, path } = call;
    const sent = parsed(call.body);
    return contract.difference({ method, path, answer, ...(sent !== undefined && { body: sent }) });
  }
});

function parsed(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
}
