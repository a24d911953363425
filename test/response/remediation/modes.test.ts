import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/platform/auth/index.ts';
import { approveMode, modeFor, requestMode, withdrawMode } from '../../../src/response/remediation/index.ts';
import type { Mode, RemediationMode } from '../../../src/response/remediation/index.ts';
import { createWorld, secureTransfer } from '../../support/fakes.ts';
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
type Name = 'ben' | 'eva';
const responder = as('ben', { roles: ['Responder'] });

let ports: Parameters<typeof requestMode>[2];
beforeEach(() => {
  let ids = 0;
  ports = {
    ...createWorld().ports,
    modes: new MemoryRecords<RemediationMode>(),
    newId: () => `m${(ids += 1)}`,
  };
});

const { name: policy } = secureTransfer;
const about = { policy, severity: 'high' as const, tags: { Team: 'Imaging' } };
const held = async () => modeFor(about, await ports.modes.latest('all'));
/** Ada asks for a mode of the policy, which gets the id m1, m2, ... */
const ask = (mode: Mode, more: object = { policy }) =>
  requestMode({ mode, why: 'as agreed', ...more }, ada, ports);
const approve = async (id: string, names: readonly Name[]) => {
  for (const name of names) await approveMode(id, as(name), ports);
};

/** What holds before is a mode of Ada's that Ben and Eva have approved, or the default. */
test.each<[before: Mode | 'nothing', asked: Mode, approvers: readonly Name[], holds: Mode, why: string]>([
  ['nothing', 'ask', [], 'observe', 'one other must approve'],
  ['nothing', 'ask', ['ben'], 'ask', 'one other has approved'],
  ['nothing', 'auto', ['ben'], 'observe', 'two others must approve'],
  ['nothing', 'auto', ['ben', 'eva'], 'auto', 'two others have approved'],
  ['nothing', 'off', [], 'off', 'it only restricts'],
  ['auto', 'off', [], 'off', 'it only restricts'],
  ['auto', 'observe', [], 'observe', 'it only restricts'],
  ['auto', 'ask', [], 'auto', 'one other must approve'],
  ['auto', 'ask', ['ben'], 'ask', 'of two modes for the same, the more careful one holds'],
])(
  'where %s was set, %s is requested and approved by %j, %s holds',
  async (before, mode, approvers, holds, why) => {
    if (before !== 'nothing') await ask(before);
    await approve('m1', ['ben', 'eva']);
    const asked = await ask(mode);
    await approve('record' in asked ? asked.record.id : '', approvers);
    expect(await held(), why).toBe(holds);
  },
);

const own = { kind: 'forbidden', why: 'own' } as const;
const role = { kind: 'forbidden', why: 'role' } as const;
const application = { kind: 'forbidden', why: 'application' } as const;
const conflict = (why: string) => ({ kind: 'conflict', why }) as const;

test.each<[mode: Mode, who: string, before: readonly Name[], caller: Caller, answer: object, why: string]>([
  ['ask', 'who requested it', [], ada, own, 'it takes another'],
  ['ask', 'who requested it, by the id in capitals', [], as('ADA'), own, 'ids have no case'],
  ['ask', 'somebody without the role', [], responder, role, 'only approvers approve'],
  ['ask', 'an application', [], as('app', { kind: 'application' }), application, 'it takes a person'],
  [
    'auto',
    'one who has approved it',
    ['ben'],
    ben,
    conflict('you have already approved the mode'),
    'two people',
  ],
  ['ask', 'one after it holds', ['ben'], eva, conflict('the mode is already approved'), 'it is decided'],
  ['observe', 'another', [], ben, conflict('the mode is already approved'), 'it holds at once'],
])('a mode %s is not approved by %s', async (mode, _who, before, caller, answer, why) => {
  await ask(mode);
  await approve('m1', before);
  const kept = await ports.modes.history('all', 'm1');
  expect(await approveMode('m1', caller, ports), why).toEqual(answer);
  expect(await ports.modes.history('all', 'm1')).toEqual(kept);
});

const done = { kind: 'saved', record: { value: { status: 'withdrawn' } } };

/** Ada has requested each mode; it holds once those named have approved it. */
test.each<[mode: Mode, approvers: readonly Name[], who: string, by: Caller, answer: object, why: string]>([
  ['off', [], 'who requested it', ada, own, 'more may be written then'],
  ['off', [], 'somebody without the role', responder, role, 'more may be written then'],
  ['off', [], 'another approver', ben, done, 'two people agree'],
  ['observe', [], 'who requested it', ada, own, 'it may have held auto back'],
  ['observe', [], 'somebody without the role', responder, role, 'it may have held auto back'],
  ['observe', [], 'another approver', ben, done, 'two people agree'],
  ['ask', [], 'who requested it', ada, done, 'it does not hold yet'],
  ['ask', [], 'somebody without the role', responder, done, 'it does not hold yet'],
  ['ask', ['ben'], 'who requested it', ada, own, 'it may have held auto back'],
  ['ask', ['ben'], 'somebody without the role', responder, role, 'it may have held auto back'],
  ['ask', ['ben'], 'another approver', eva, done, 'two people agree'],
  ['auto', ['ben'], 'who requested it', ada, done, 'it does not hold yet'],
  ['auto', ['ben', 'eva'], 'who requested it', ada, done, 'less is written then'],
  ['auto', ['ben', 'eva'], 'somebody without the role', responder, done, 'less is written then'],
])(
  'a mode %s, approved by %j, is withdrawn by %s, or not',
  async (mode, approvers, _who, by, answer, why) => {
    await ask(mode);
    await approve('m1', approvers);
    expect(await withdrawMode('m1', by, ports), why).toMatchObject(answer);
  },
);

test('a mode that is withdrawn holds no more, and is neither approved nor withdrawn again', async () => {
  await ask('auto');
  await approve('m1', ['ben', 'eva']);
  expect(await withdrawMode('m1', ben, ports)).toEqual({
    kind: 'saved',
    record: {
      id: 'm1',
      version: 4,
      recordedAt: '2026-03-01T08:00:00.000Z',
      value: {
        mode: 'auto',
        policy,
        why: 'as agreed',
        status: 'withdrawn',
        requestedBy: 'ada',
        approvals: ['ben', 'eva'],
        withdrawnBy: 'ben',
      },
    },
  });
  expect(await held()).toBe('observe');
  expect(await withdrawMode('m1', eva, ports)).toEqual(conflict('the mode is already withdrawn'));
  expect(await approveMode('m1', eva, ports)).toEqual(conflict('the mode is already withdrawn'));
});

test.each<[input: object, field: string | undefined]>([
  [{ mode: 'auto' }, 'policy'],
  [{ mode: 'auto', severity: 'high' }, 'policy'],
  [{ mode: 'ask', policy: 'nothing' }, 'policy'],
  [{ mode: 'ask', severity: 'odd' }, 'severity'],
  [{ mode: 'odd' }, 'mode'],
  [{ mode: 'ask', why: ' ' }, 'why'],
])('a request %j is refused for its field %s', async (input, field) => {
  expect(await requestMode({ why: 'as agreed', ...input }, ada, ports)).toMatchObject({
    kind: 'invalid',
    field,
  });
  expect(await ports.modes.latest('all')).toEqual([]);
});

test('what nobody has requested is neither approved nor withdrawn', async () => {
  expect(await approveMode('m9', ben, ports)).toEqual({ kind: 'not-found' });
  expect(await withdrawMode('m9', ben, ports)).toEqual({ kind: 'not-found' });
});

type Rule = readonly [mode: Mode, about?: Partial<RemediationMode>];
const tag = { name: 'team', value: 'imaging' };
const severity = 'high';

/** Of a finding of the policy, of high severity, on a resource with the tag Team: Imaging. */
test.each<[rules: readonly Rule[], holds: Mode, why: string]>([
  [[], 'observe', 'the default writes nothing'],
  [[['auto', { policy, status: 'requested' }]], 'observe', 'it is not approved yet'],
  [[['auto', { policy, status: 'withdrawn' }]], 'observe', 'it is withdrawn'],
  [[['auto', { policy: 'other' }]], 'observe', 'it is about another policy'],
  [[['ask', { severity: 'low' }]], 'observe', 'it is about another severity'],
  [[['ask', { tag: { name: 'team', value: 'pharmacy' } }]], 'observe', 'it is about another value'],
  [[['ask', { tag: { name: 'unit', value: 'imaging' } }]], 'observe', 'it is about another tag'],
  [[['ask']], 'ask', 'it is about everything'],
  [[['ask', { severity }]], 'ask', 'the severity fits'],
  [[['ask', { tag }]], 'ask', 'the tag fits, whatever its case'],
  [[['auto', { policy, severity, tag }]], 'auto', 'everything fits'],
  [[['auto', { policy, severity: 'low', tag }]], 'observe', 'one of three does not fit'],
  [[['observe'], ['ask', { severity }]], 'ask', 'a severity is more specific than everything'],
  [[['ask'], ['observe', { severity }]], 'observe', 'a severity is more specific than everything'],
  [
    [
      ['observe', { severity }],
      ['ask', { tag }],
    ],
    'ask',
    'a tag is more specific than a severity',
  ],
  [
    [
      ['observe', { severity, tag }],
      ['auto', { policy }],
    ],
    'auto',
    'a policy is more specific than both',
  ],
  [
    [
      ['auto', { policy }],
      ['observe', { policy, severity }],
    ],
    'observe',
    'a policy and more',
  ],
  [
    [
      ['observe', { policy, severity }],
      ['auto', { policy, tag }],
    ],
    'auto',
    'a tag before a severity',
  ],
  [
    [
      ['ask', { policy }],
      ['auto', { policy }],
    ],
    'ask',
    'of two alike the more careful one',
  ],
  [
    [
      ['auto', { policy }],
      ['ask', { policy }],
    ],
    'ask',
    'in whatever order',
  ],
  [
    [
      ['ask', { policy }],
      ['observe', { policy }],
    ],
    'observe',
    'of two alike the more careful one',
  ],
  [[['off'], ['auto', { policy, severity, tag }]], 'off', 'off holds wherever it fits'],
  [
    [
      ['off', { severity: 'low' }],
      ['auto', { policy, tag }],
    ],
    'auto',
    'off does not fit',
  ],
  [
    [
      ['off', { status: 'withdrawn' }],
      ['auto', { policy, tag }],
    ],
    'auto',
    'off is withdrawn',
  ],
])('of the modes %j, %s holds', (rules, holds, why) => {
  const records = rules.map(([mode, more], n) => ({
    id: `m${n}`,
    version: 1,
    recordedAt: '',
    value: { mode, why: '', status: 'approved' as const, requestedBy: '', approvals: [], ...more },
  }));
  expect(modeFor(about, records), why).toBe(holds);
});

test.each<[tags: Record<string, unknown>, holds: Mode]>([
  [{}, 'observe'],
  [{ TEAM: 'IMAGING' }, 'ask'],
  [{ team: 7 }, 'observe'],
])('a mode for the tag team: imaging, on a resource with the tags %j: %s holds', async (tags, holds) => {
  await ask('ask', { tag });
  await approve('m1', ['ben']);
  expect(modeFor({ ...about, tags }, await ports.modes.latest('all'))).toBe(holds);
});

describe('the mode auto for a remedy that may cut users off', () => {
  const cutting = (): typeof ports => {
    const remedy = { kind: 'patch', properties: { allowSharedKeyAccess: false }, method: 'PATCH' } as const;
    const world = createWorld([{ ...secureTransfer, remediation: 'patch', remedy }]);
    return { ...world.ports, modes: ports.modes, newId: ports.newId };
  };

  test('is refused, and the mode ask is not', async () => {
    expect(await requestMode({ mode: 'auto', policy, why: 'as agreed' }, ada, cutting())).toEqual({
      kind: 'invalid',
      field: 'mode',
      why: 'must not be auto for secure-transfer: its fix may cut users off, so people approve each one; ask for the mode ask',
    });
    expect(await requestMode({ mode: 'ask', policy, why: 'as agreed' }, ada, cutting())).toMatchObject({
      kind: 'saved',
    });
  });

  test('is not approved where it was requested before the remedy was known to', async () => {
    await ask('auto');
    expect(await approveMode('m1', ben, cutting())).toEqual({
      kind: 'conflict',
      why: 'the mode must not be auto for secure-transfer: its fix may cut users off, so people approve each one; ask for the mode ask',
    });
  });
});
