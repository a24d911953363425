import { beforeEach, expect, test } from 'vitest';
import type { Caller } from '../../../src/platform/auth/index.ts';
import {
  approveRestart,
  askRestart,
  killSwitchNow,
  stopWrites,
} from '../../../src/response/remediation/index.ts';
import type { KillSwitch } from '../../../src/response/remediation/index.ts';
import { FakeClock } from '../../support/fakes.ts';
import { MemoryRecords } from '../../support/memory-records.ts';

const as = (objectId: string, more: Partial<Caller> = {}): Caller => ({
  objectId,
  tenantId: 't',
  kind: 'user',
  roles: ['RemediationApprover'],
  auditor: false,
  ...more,
});
const ada = as('ada');
const ben = as('ben');
const eva = as('eva');
const why = { why: 'an outage' };

let ports: Parameters<typeof stopWrites>[2];
beforeEach(() => {
  ports = { killSwitches: new MemoryRecords<KillSwitch>(), clock: new FakeClock() };
});
const stop = () => stopWrites(why, ada, ports);
const ask = (caller = ada) => askRestart(why, caller, ports);
const restart = (caller = ben) => approveRestart(caller, ports);
const isStopped = async () => (await killSwitchNow(ports))?.value.stopped ?? false;

type Step = () => Promise<unknown>;
const conflict = (reason: string) => ({ kind: 'conflict', why: reason });
const saved = { kind: 'saved' };
const unasked = conflict('nobody has requested that writes restart');

test.each<
  [history: string, what: string, before: readonly Step[], act: Step, answer: object, stopped: boolean]
>([
  ['nothing', 'ada stops', [], stop, saved, true],
  ['nothing', 'ada requests a restart', [], ask, { kind: 'not-found' }, false],
  ['nothing', 'ben approves a restart', [], restart, { kind: 'not-found' }, false],
  [
    'a stop',
    'ben stops',
    [stop],
    () => stopWrites(why, ben, ports),
    conflict('writes are already stopped'),
    true,
  ],
  ['a stop', 'ben approves a restart', [stop], restart, unasked, true],
  ['a stop', 'ada requests a restart', [stop], ask, saved, true],
  ['a request', 'ada approves it', [stop, ask], () => restart(ada), { kind: 'forbidden', why: 'own' }, true],
  [
    'a request',
    'a responder approves it',
    [stop, ask],
    () => restart(as('ben', { roles: ['Responder'] })),
    { kind: 'forbidden', why: 'role' },
    true,
  ],
  [
    'a request',
    'an application approves it',
    [stop, ask],
    () => restart(as('app', { kind: 'application' })),
    { kind: 'forbidden', why: 'application' },
    true,
  ],
  ['a request', 'ben approves it', [stop, ask], restart, saved, false],
  ['a request', 'eva stops, as it is too early', [stop, ask], () => stopWrites(why, eva, ports), saved, true],
  [
    'a request that a stop has overtaken',
    'ben approves it',
    [stop, ask, () => stopWrites(why, eva, ports)],
    restart,
    unasked,
    true,
  ],
  [
    'a request that ben has repeated',
    'ben approves it',
    [stop, ask, () => ask(ben)],
    restart,
    { kind: 'forbidden', why: 'own' },
    true,
  ],
  [
    'a restart',
    'ada requests a restart',
    [stop, ask, restart],
    ask,
    conflict('writes are not stopped'),
    false,
  ],
  ['a restart', 'eva approves it too', [stop, ask, restart], () => restart(eva), unasked, false],
  ['a restart', 'ada stops', [stop, ask, restart], stop, saved, true],
])('after %s, %s', async (_history, _what, before, act, answer, stopped) => {
  for (const step of before) await step();
  expect(await act()).toMatchObject(answer);
  expect(await isStopped()).toBe(stopped);
});

test('the record says who stopped, who wants to restart, and who let writes restart', async () => {
  await stop();
  expect((await killSwitchNow(ports))?.value).toEqual({ stopped: true, by: 'ada', why: 'an outage' });
  await askRestart({ why: 'it is over' }, eva, ports);
  expect((await killSwitchNow(ports))?.value).toEqual({
    stopped: true,
    by: 'ada',
    why: 'it is over',
    restartAskedBy: 'eva',
  });
  await restart();
  expect((await killSwitchNow(ports))?.value).toEqual({ stopped: false, by: 'ben', why: 'it is over' });
});

test('neither a stop nor a request to restart goes without a reason', async () => {
  expect(await stopWrites({ why: '' }, ada, ports)).toMatchObject({ kind: 'invalid', field: 'why' });
  expect(await isStopped()).toBe(false);
  await stop();
  expect(await askRestart({}, ada, ports)).toMatchObject({ kind: 'invalid', field: 'why' });
  expect(await restart()).toEqual(unasked);
});

test('another record of the kind is no switch', async () => {
  const value = { stopped: true, by: 'ada', why: 'an outage' };
  await ports.killSwitches.add('all', { id: 'other', version: 1, recordedAt: '', value });
  expect(await isStopped()).toBe(false);
});
