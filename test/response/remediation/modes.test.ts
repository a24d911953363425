import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/platform/auth/index.ts';
import {
  approveMode,
  approveRestart,
  askRestart,
  killSwitchNow,
  modeFor,
  requestMode,
  stopWrites,
  withdrawMode,
} from '../../../src/response/remediation/index.ts';
import type { KillSwitch, Mode, RemediationMode } from '../../../src/response/remediation/index.ts';
import { createWorld, secureTransfer } from '../../support/fakes.ts';
import { MemoryRecords } from '../../support/memory-records.ts';

const as = (objectId: string, roles: Caller['roles'] = ['RemediationApprover']): Caller => ({
  objectId,
  tenantId: 't',
  kind: 'user',
  roles,
  auditor: false,
});
const [ada, ben, eva] = ['ada', 'ben', 'eva'].map((name) => as(name)) as [Caller, Caller, Caller];

let ports: Parameters<typeof requestMode>[2] & { killSwitches: MemoryRecords<KillSwitch> };
beforeEach(() => {
  let ids = 0;
  const world = createWorld();
  ports = {
    ...world.ports,
    modes: new MemoryRecords<RemediationMode>(),
    killSwitches: new MemoryRecords<KillSwitch>(),
    newId: () => `m${(ids += 1)}`,
  };
});
const about = { policy: secureTransfer.name, severity: 'high' as const, tags: { Team: 'Imaging' } };
const now = async () => modeFor(about, await ports.modes.latest('all'));
const ask = (mode: Mode, more: object = {}, who = ada) =>
  requestMode({ mode, why: 'as agreed', ...more }, who, ports);

describe('a mode', () => {
  test('is observe until others have promoted it: one for ask, two for auto, never who asked', async () => {
    expect(await now()).toBe('observe');
    await ask('ask');
    expect(await now()).toBe('observe');
    expect(await approveMode('m1', ada, ports)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await approveMode('m1', as('ben', ['Responder']), ports)).toEqual({
      kind: 'forbidden',
      why: 'role',
    });
    await approveMode('m1', ben, ports);
    expect(await now()).toBe('ask');
    await ask('auto', { policy: secureTransfer.name });
    await approveMode('m2', ben, ports);
    expect(await approveMode('m2', ben, ports)).toMatchObject({ kind: 'conflict' });
    expect(await now()).toBe('ask');
    await approveMode('m2', eva, ports);
    expect(await now()).toBe('auto');
  });

  test('that only takes away holds at once; to take it back needs another', async () => {
    await ask('off', { severity: 'high' });
    expect(await now()).toBe('off');
    expect(await withdrawMode('m1', ada, ports)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await withdrawMode('m1', ben, ports)).toMatchObject({ kind: 'saved' });
    expect(await now()).toBe('observe');
    expect(await withdrawMode('m1', ben, ports)).toMatchObject({ kind: 'conflict' });
  });

  test('that holds auto back is withdrawn by another approver alone', async () => {
    const policy = secureTransfer.name;
    await ask('auto', { policy });
    for (const approver of [ben, eva]) await approveMode('m1', approver, ports);
    await ask('observe', { policy });
    expect(await now()).toBe('observe');
    expect(await withdrawMode('m2', ada, ports)).toEqual({ kind: 'forbidden', why: 'own' });
    expect(await now()).toBe('observe');
    expect(await withdrawMode('m2', ben, ports)).toMatchObject({ kind: 'saved' });
    expect(await now()).toBe('auto');
  });

  test('is refused with the field that is wrong', async () => {
    expect(await ask('auto')).toMatchObject({ kind: 'invalid', field: 'policy' });
    expect(await ask('ask', { policy: 'nothing' })).toMatchObject({ kind: 'invalid', field: 'policy' });
    expect(await ask('ask', { severity: 'odd' })).toMatchObject({ kind: 'invalid', field: 'severity' });
    expect(await approveMode('m9', ben, ports)).toEqual({ kind: 'not-found' });
  });

  test('the most particular one counts, of those alike the most careful, and off always', () => {
    const rule = (mode: Mode, more: Partial<RemediationMode> = {}) => ({
      id: JSON.stringify([mode, more]),
      version: 1,
      recordedAt: '',
      value: { mode, why: '', status: 'approved' as const, requestedBy: '', approvals: [], ...more },
    });
    const policy = about.policy;
    const tag = { name: 'team', value: 'imaging' };
    expect(modeFor(about, [rule('ask'), rule('auto', { policy })])).toBe('auto');
    expect(modeFor(about, [rule('observe', { policy, tag }), rule('auto', { policy })])).toBe('observe');
    expect(modeFor(about, [rule('ask', { policy }), rule('auto', { policy })])).toBe('ask');
    expect(modeFor(about, [rule('off', { severity: 'high' }), rule('auto', { policy, tag })])).toBe('off');
    expect(modeFor(about, [rule('off', { severity: 'low' }), rule('auto', { policy, tag })])).toBe('auto');
    expect(modeFor({ ...about, tags: {} }, [rule('auto', { policy, tag })])).toBe('observe');
  });
});

test('whoever killSwitches all writes needs nobody; to let them go on takes two', async () => {
  expect(await killSwitchNow(ports)).toBeUndefined();
  expect(await askRestart({ why: 'over' }, ada, ports)).toEqual({ kind: 'not-found' });
  await stopWrites({ why: 'an outage' }, ada, ports);
  expect(await stopWrites({ why: 'again' }, ben, ports)).toMatchObject({ kind: 'conflict' });
  expect(await approveRestart(ben, ports)).toMatchObject({ kind: 'conflict' });
  await askRestart({ why: 'it is over' }, ada, ports);
  expect(await approveRestart(ada, ports)).toEqual({ kind: 'forbidden', why: 'own' });
  expect((await killSwitchNow(ports))?.value.stopped).toBe(true);
  // Whoever sees that it is too early killSwitches them again.
  expect(await stopWrites({ why: 'not yet' }, eva, ports)).toMatchObject({ kind: 'saved' });
  expect(await approveRestart(ben, ports)).toMatchObject({ kind: 'conflict' });
  await askRestart({ why: 'it is over' }, ada, ports);
  await approveRestart(ben, ports);
  expect((await killSwitchNow(ports))?.value).toMatchObject({ stopped: false, by: 'ben' });
});
