import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, seenBy, startHost } from './start-host.ts';
import type { RunningHost } from './start-host.ts';

let host: RunningHost;
beforeAll(async () => {
  host = await startHost({
    settings: {
      NIGHTLY: '0 0 3 1 1 *',
      WORK_QUEUE: 'work',
      Storage__queueServiceUri: 'https://127.0.0.1:1/account',
    },
  });
});
afterAll(async () => {
  await host?.stop();
});

const admin = (path: string, init: RequestInit = {}, key = host.keys.master): Promise<Response> =>
  fetch(`${host.url}/admin/${path}`, { ...init, headers: { 'x-functions-key': key } });
const run = (name: string, body: string): Promise<Response> =>
  admin(`functions/${name}`, { method: 'POST', body });

it('runs a timer by hand', async () => {
  expect((await run('nightly', '{"input":""}')).status).toBe(202);
  const [entry] = await eventually('the timer', async () => {
    const entries = await seenBy(host, 'nightly');
    return entries.length > 0 ? entries : undefined;
  });
  expect(entry?.input).toMatchObject({
    isPastDue: false,
    schedule: { adjustForDST: true },
    scheduleStatus: { next: expect.stringMatching(/^\d{4}-01-01T03:00:00.000Z$/) },
  });
});

it('runs a queue function and an Event Grid function with the input it is given', async () => {
  expect((await run('work', JSON.stringify({ input: '{"job":7}' }))).status).toBe(202);
  expect((await run('changed', JSON.stringify({ input: '{"subject":"by hand"}' }))).status).toBe(202);
  await eventually('both', async () => {
    const inputs = [...(await seenBy(host, 'work')), ...(await seenBy(host, 'changed'))].map(
      (entry) => entry.input,
    );
    return inputs.length === 2
      ? (expect(inputs).toEqual([{ job: 7 }, { subject: 'by hand' }]) ?? true)
      : undefined;
  });
});

it('has run the timer that runs on startup', async () => {
  expect(await seenBy(host, 'atStart')).toHaveLength(1);
});

it('wants the master key', async () => {
  for (const key of ['wrong', host.keys.functions.default, host.keys.system.eventgrid_extension])
    expect((await admin('functions/nightly', { method: 'POST', body: '{}' }, key)).status).toBe(401);
  expect((await admin('host/status', {}, 'wrong')).status).toBe(401);
});

it('refuses unknown functions, HTTP functions and bodies that are not JSON', async () => {
  expect((await run('nobody', '{}')).status).toBe(404);
  expect((await run('hello', '{}')).status).toBe(400);
  expect((await run('nightly', 'input')).status).toBe(400);
});

it('lists the functions and says how the host is', async () => {
  const functions = (await (await admin('functions')).json()) as {
    name: string;
    config: { bindings: object[] };
  }[];
  expect(functions.map((fn) => fn.name)).toContain('nightly');
  const nightly = (await (await admin('functions/nightly')).json()) as object;
  expect(nightly).toMatchObject({ isDisabled: false, config: { bindings: [{ type: 'timerTrigger' }] } });
  expect(await (await admin('host/status')).json()).toMatchObject({ state: 'Running' });
});
