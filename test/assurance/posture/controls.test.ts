import { describe, expect, test } from 'vitest';
import { keepDeadlines, runDeadlines } from '../../../src/assurance/deadlines/index.ts';
import { controlsOfOrganization, controlsView, coverageView } from '../../../src/assurance/posture/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import {
  attest,
  changeAgreement,
  endAgreement,
  noticesSince,
  recordAgreement,
  recordDecision,
  revokeAttestation,
  revokeDecision,
} from '../../../src/records/index.ts';
import type { Control } from '../../../src/rules/controls/types.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  group,
  subscriptionId,
} from '../../support/fakes.ts';
import { alice, bob, carol, dan, kept, newId } from '../../support/people.ts';

const day = 86_400;

function control(id: string, proofs: Control['proofs'], more: Partial<Control> = {}): Control {
  return {
    id,
    title: id,
    family: 'administrative',
    designation: proofs.includes('decision') ? 'addressable' : 'required',
    proofs,
    policies: proofs.includes('policies') ? ['secure-transfer'] : [],
    evidence: ['it'],
    nist80053: [],
    ...more,
  };
}

const contracts = '164.308(b)(3)';
const facility = '164.310(a)(1)';
const examined = '164.308(a)(6)(ii)';
const regular = '164.308(a)(1)(ii)(D)';
const encryption = '164.312(e)(2)(ii)';

/** A world that knows an account, with secure transfer or without, and these controls. */
async function hospital(secure = true, tags?: Record<string, string>) {
  const world = createWorld();
  const controls = [
    control(contracts, ['attestation', 'inherited']),
    control(facility, ['inherited']),
    control(examined, ['attestation', 'review']),
    control(regular, ['review'], { reviewDays: 137 }),
    control(encryption, ['policies', 'decision']),
  ];
  const catalogue = {
    ...world.ports.catalogue,
    controls,
    control: (id: string) => controls.find((each) => each.id === id),
  };
  const ports = { ...world.ports, catalogue };
  const see = async (name: string, more: Record<string, unknown> = {}) => {
    const id = `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
    world.azure.put({ ...account(secure, id), ...more });
    await handleEvent(eventOf(id, world.clock.iso()), ports, budget);
    await drain({ ...world, ports });
  };
  await see('imaging', tags ? { tags } : {});
  const viewsOf = async (organization: string | undefined) => {
    if (organization === undefined) return controlsView(ports);
    const views = await controlsOfOrganization(organization, ports);
    if ('kind' in views) throw new Error(views.kind);
    return views;
  };
  const view = async (id: string, organization?: string) =>
    (await viewsOf(organization)).find((each) => each.id === id);
  const statement = (id: string, more: Record<string, unknown> = {}) => ({
    control: id,
    examined: 'the register of contracts',
    statement: 'complete',
    met: true,
    evidence: 'https://evidence.example.org/1',
    date: world.clock.iso(-day),
    expiresAt: world.clock.iso(90 * day),
    ...more,
  });
  const decision = (choice: string, more: Record<string, unknown> = {}) => ({
    control: encryption,
    choice,
    why: 'a leased line without any other party',
    date: world.clock.iso(-day),
    expiresAt: world.clock.iso(90 * day),
    ...more,
  });
  const report = (more: Record<string, unknown> = {}) => ({
    id: 'SOC 2 Type 2, 2025-H2',
    periodFrom: world.clock.iso(-200 * day),
    periodTo: world.clock.iso(-20 * day),
    ...more,
  });
  /** As JSON brings it: what is undefined is not there. */
  const agreement = (kind: 'microsoft' | 'vendor', days: number, more: Record<string, unknown> = {}) =>
    JSON.parse(
      JSON.stringify({
        counterparty: { kind, name: 'A company', ...(kind === 'microsoft' && { cloud: 'AzureCloud' }) },
        direction: 'downstream',
        agent: false,
        noticeDays: 30,
        subcontractors: { allowed: false, names: [] },
        validFrom: world.clock.iso(-day),
        expiresAt: world.clock.iso(days * day),
        ...(kind === 'microsoft' && { scopeComparedAt: world.clock.iso(-day), report: report() }),
        document: 'https://contracts.example.org/1',
        ...more,
      }),
    ) as unknown;
  return { ...world, ports, see, view, statement, decision, report, agreement };
}

describe('agreements', () => {
  test('without any, what rests on them is Unknown; Microsoft’s shows it, and its end fails it, with a drift', async () => {
    const { ports, view, agreement, clock } = await hospital();
    expect(await view(facility)).toMatchObject({ status: 'unknown', proofs: { inherited: 'missing' } });
    await runDeadlines(ports);
    const { id } = kept(await recordAgreement(agreement('microsoft', 40), alice, ports, newId));
    expect(await view(facility)).toMatchObject({
      status: 'proofs-on-record',
      proofs: { inherited: 'current' },
    });
    await runDeadlines(ports);
    clock.advance(40 * day);
    await runDeadlines(ports);
    await runDeadlines(ports);
    expect(await view(facility)).toMatchObject({ status: 'findings-open', proofs: { inherited: 'failed' } });
    const history = await ports.records.controls.history('all', facility);
    expect(history.map(({ value: { from, to, cause } }) => [from, to, cause])).toEqual([
      [null, 'unknown', ['baseline']],
      ['unknown', 'proofs-on-record', ['inherited']],
      ['proofs-on-record', 'findings-open', ['inherited']],
    ]);
    const changes = (await noticesSince('2026-01-01', ports)).flatMap(({ value }) =>
      value.kind === 'controls' ? [value.changes.map(({ control: each, to }) => [each, to])] : [],
    );
    expect(changes).toEqual([
      [[facility, 'proofs-on-record']],
      [
        [contracts, 'findings-open'],
        [facility, 'findings-open'],
      ],
    ]);
    kept(await changeAgreement(id, agreement('microsoft', 365), alice, ports));
    expect((await view(facility))?.status).toBe('proofs-on-record');
  });

  test('of a vendor fails the contracts alone, until they are renewed or the two have parted', async () => {
    const { ports, view, agreement, statement, clock } = await hospital();
    kept(await recordAgreement(agreement('microsoft', 300), alice, ports, newId));
    const { id } = kept(await recordAgreement(agreement('vendor', 10), alice, ports, newId));
    kept(await attest('attestation', statement(contracts), alice, ports, newId));
    expect((await view(contracts))?.status).toBe('proofs-on-record');
    clock.advance(10 * day);
    expect((await view(contracts))?.status).toBe('findings-open');
    expect((await view(facility))?.status).toBe('proofs-on-record');
    kept(await endAgreement(id, bob, ports));
    expect((await view(contracts))?.status).toBe('proofs-on-record');
    await keepDeadlines(ports);
    expect((await noticesSince('2026-01-01', ports)).map(({ value }) => value.kind)).toEqual(['drifts']);
  });

  test('of another cloud, of later, or never compared with the list of services show nothing', async () => {
    for (const more of [
      { counterparty: { kind: 'microsoft', name: 'Microsoft', cloud: 'AzureUSGovernment' } },
      { validFrom: '2026-03-02T08:00:00Z' },
      { scopeComparedAt: undefined },
    ]) {
      const { ports, view, agreement } = await hospital();
      kept(await recordAgreement(agreement('microsoft', 40, more), alice, ports, newId));
      expect((await view(facility))?.status).toBe('unknown');
    }
  });

  test('show nothing while a watched subscription is unseen: what lies there may be out of their scope', async () => {
    const { ports, agreement } = await hospital();
    kept(await recordAgreement(agreement('microsoft', 40), alice, ports, newId));
    const subscriptions = [...ports.subscriptions, '99999999-9999-4999-8999-999999999999'];
    const all = await controlsView({ ...ports, subscriptions });
    expect(all.find(({ id }) => id === facility)?.status).toBe('unknown');
  });

  test('show a part while no report of Microsoft’s is on record, and nothing while a subscription is unseen', async () => {
    const { ports, view, agreement } = await hospital();
    kept(await recordAgreement(agreement('microsoft', 40, { report: undefined }), alice, ports, newId));
    const unknown = "Unknown: the agreement is on record, and no report of Microsoft's that is recent enough";
    expect(await view(facility)).toMatchObject({
      status: 'unknown',
      summary: unknown,
      proofs: { inherited: 'partial' },
    });
    const subscriptions = [...ports.subscriptions, '99999999-9999-4999-8999-999999999999'];
    const all = await controlsView({ ...ports, subscriptions });
    expect(all.find(({ id }) => id === facility)?.proofs).toEqual({ inherited: 'missing' });
  });

  test.each([
    ['period', { periodTo: '2026-02-01T00:00:00.000Z' }],
    ['bridge letter', { periodTo: '2025-02-01T00:00:00Z', bridgeLetterUntil: '2026-02-01T00:00:00.000Z' }],
  ])('show all for 365 days after the end of the %s of the report, to the millisecond', async (_, more) => {
    const { ports, view, agreement, report, clock } = await hospital();
    const last = report({ periodFrom: '2025-01-01T00:00:00Z', ...more });
    kept(await recordAgreement(agreement('microsoft', 400, { report: last }), alice, ports, newId));
    clock.advance((Date.parse('2027-02-01T00:00:00.000Z') - clock.now().getTime()) / 1000);
    expect((await view(facility))?.proofs.inherited).toBe('current');
    clock.advance(0.001);
    expect((await view(facility))?.proofs.inherited).toBe('partial');
  });

  test('have their report beside those in force: that of one that has ended does not count', async () => {
    const { ports, view, agreement, clock } = await hospital();
    const { id } = kept(await recordAgreement(agreement('microsoft', 40), alice, ports, newId));
    kept(await recordAgreement(agreement('microsoft', 90, { report: undefined }), alice, ports, newId));
    expect((await view(facility))?.proofs.inherited).toBe('current');
    clock.advance(1);
    kept(await endAgreement(id, alice, ports));
    expect((await view(facility))?.proofs.inherited).toBe('partial');
  });

  test('are about the services that hold PHI: one out of scope fails them, one that is not listed leaves them Unknown', async () => {
    const { ports, agreement } = await hospital(true, { phi: 'yes' });
    kept(await recordAgreement(agreement('microsoft', 40), alice, ports, newId));
    const stateWhere = async (service: { name: string; inScope: boolean } | undefined) => {
      const baaServices = { source: 'https://example.org', serviceOf: () => service };
      const catalogue = { ...ports.catalogue, baaServices };
      const all = await controlsView({ ...ports, catalogue });
      const { uncovered } = await coverageView({ ...ports, catalogue });
      return [all.find(({ id }) => id === facility)?.status, uncovered];
    };
    expect(await stateWhere({ name: 'Azure Storage', inScope: true })).toEqual(['proofs-on-record', []]);
    expect(await stateWhere({ name: 'Azure Storage', inScope: false })).toEqual([
      'findings-open',
      ['Azure Storage'],
    ]);
    expect(await stateWhere(undefined)).toEqual(['unknown', []]);
  });

  test.each([
    ['counterparty.cloud', { counterparty: { kind: 'vendor', name: 'A', cloud: 'AzureCloud' } }],
    ['counterparty.cloud', { counterparty: { kind: 'microsoft', name: 'Microsoft' } }],
    ['noticeDays', { noticeDays: 61 }],
    ['document', { document: 'http://contracts.example.org/1' }],
    ['expiresAt', { expiresAt: '2026-01-01T00:00:00Z' }],
    ['agent', { agent: undefined }],
  ])('want a sound %s', async (field, more) => {
    const { ports, agreement } = await hospital();
    expect(await recordAgreement(agreement('vendor', 30, more), alice, ports, newId)).toMatchObject({
      kind: 'invalid',
      field,
    });
  });
});

describe('a report of Microsoft’s', () => {
  const now = '2026-03-01T08:00:00.000Z';

  test.each([
    ['report.id', { id: '' }, 'must not be empty'],
    ['report.id', { id: 'S'.repeat(201) }, 'must have at most 200 characters'],
    ['report.id', { id: 'from nurse@example.org' }, 'must hold no PHI'],
    ['report.periodTo', { periodFrom: now, periodTo: now }, 'must be after periodFrom'],
    ['report.bridgeLetterUntil', { periodTo: now, bridgeLetterUntil: now }, 'must be after periodTo'],
    ['report', { link: 'https://servicetrust.example' }, 'is not a known field'],
  ])('wants a sound %s: %j', async (field, more, why) => {
    const { ports, agreement, report } = await hospital();
    const wrong = agreement('microsoft', 40, { report: report(more) });
    const refused = {
      kind: 'invalid',
      field: expect.stringContaining(field),
      why: expect.stringContaining(why),
    };
    expect(await recordAgreement(wrong, alice, ports, newId)).toMatchObject(refused);
    const { id } = kept(await recordAgreement(agreement('microsoft', 40), alice, ports, newId));
    expect(await changeAgreement(id, wrong, alice, ports)).toMatchObject(refused);
  });

  test('may end now, is kept as it is, and stands beside no agreement with a vendor', async () => {
    const { ports, agreement, report, clock } = await hospital();
    const last = report({ periodTo: clock.iso(-0.001), bridgeLetterUntil: clock.iso() });
    const sound = agreement('microsoft', 40, { report: last });
    const { id, value } = kept(await recordAgreement(sound, alice, ports, newId));
    expect(value.report).toEqual(last);
    const untilNow = agreement('microsoft', 40, { report: report({ periodTo: clock.iso() }) });
    kept(await changeAgreement(id, untilNow, alice, ports));
    for (const field of ['periodTo', 'bridgeLetterUntil']) {
      const tooLate = agreement('microsoft', 40, { report: report({ [field]: clock.iso(0.001) }) });
      const refused = { kind: 'invalid', field: `report.${field}`, why: 'must not be in the future' };
      expect(await recordAgreement(tooLate, alice, ports, newId)).toEqual(refused);
      expect(await changeAgreement(id, tooLate, alice, ports)).toEqual(refused);
    }
    expect(
      await recordAgreement(agreement('vendor', 40, { report: last }), alice, ports, newId),
    ).toMatchObject({ kind: 'invalid', field: 'report', why: 'must be given for Microsoft only' });
  });
});

describe('attestations and reviews', () => {
  test('show a control while they are in force, and come from two people', async () => {
    const { ports, view, statement, clock } = await hospital();
    kept(await attest('attestation', statement(examined), alice, ports, newId));
    expect(await view(examined)).toMatchObject({ status: 'unknown', open: ['review'] });
    expect(await attest('review', statement(examined), alice, ports, newId)).toEqual({
      kind: 'forbidden',
      why: 'own',
    });
    const review = kept(await attest('review', statement(examined), bob, ports, newId));
    expect((await view(examined))?.status).toBe('proofs-on-record');
    expect(await attest('attestation', statement(examined), bob, ports, newId)).toMatchObject({ why: 'own' });
    kept(await revokeAttestation('review', review.id, bob, ports));
    expect((await view(examined))?.open).toEqual(['review']);
    kept(await attest('review', statement(examined, { met: false }), bob, ports, newId));
    expect(await view(examined)).toMatchObject({ status: 'findings-open', open: ['review'] });
    clock.advance(90 * day);
    expect(await view(examined)).toMatchObject({
      status: 'unknown',
      proofs: { attestation: 'expired', review: 'expired' },
    });
  });

  test('of what the rule wants regularly are good until the next', async () => {
    const { ports, statement, clock } = await hospital();
    const review = (control: string, days: number, ago = 0) => {
      const now = clock.now().getTime();
      const [date, expiresAt] = [now - ago * 86_400_000, now + days * 86_400_000].map((time) =>
        new Date(time).toISOString(),
      );
      return attest('review', statement(control, { date, expiresAt }), carol, ports, newId);
    };
    const late = {
      kind: 'invalid',
      field: 'expiresAt',
      why: 'must be at most 137 days after the date of the review',
    };
    expect(await review(regular, 138)).toMatchObject(late);
    expect(await review(regular, 30, 120)).toMatchObject(late);
    kept(await review(regular, 137));
    kept(await review(examined, 138));
  });

  test('are by two people whoever else attests meanwhile, for one organization or for all', async () => {
    const { ports, view, statement } = await hospital(true, { organization: 'north' });
    const give = (kind: 'attestation' | 'review', who: typeof alice, more?: Record<string, unknown>) =>
      attest(kind, statement(examined, more), who, ports, newId);
    kept(await give('attestation', alice, { organization: 'north' }));
    const taken = kept(await give('attestation', bob));
    // The attestation of the organization goes before the one for all.
    expect(await give('review', alice)).toEqual({ kind: 'forbidden', why: 'own' });
    kept(await give('review', carol));
    expect((await view(examined, 'north'))?.status).toBe('proofs-on-record');
    kept(await give('attestation', dan));
    kept(await revokeAttestation('attestation', taken.id, alice, ports));
    expect((await view(examined, 'north'))?.status).toBe('proofs-on-record');
  });

  test('of one person alone show no review, however they came to be on record', async () => {
    const { ports, view, statement } = await hospital();
    const { value } = kept(await attest('attestation', statement(examined), alice, ports, newId));
    const record = { id: newId(), version: 1, recordedAt: '2026-03-01T08:00:00.000Z', value };
    await ports.records.reviews.add('all', record);
    expect(await view(examined)).toMatchObject({ status: 'unknown', open: ['review'] });
  });

  test('of one organization show nothing of another', async () => {
    const { ports, view, statement, see } = await hospital(true, { Organization: 'north' });
    await see('south', { tags: { organization: 'south' } });
    for (const [kind, who] of [
      ['attestation', alice],
      ['review', bob],
    ] as const)
      kept(await attest(kind, statement(examined, { organization: 'north' }), who, ports, newId));
    expect((await view(examined, 'north'))?.status).toBe('proofs-on-record');
    expect((await view(examined, 'south'))?.status).toBe('unknown');
    expect(await view(examined)).toMatchObject({
      status: 'unknown',
      organizations: { north: 'proofs-on-record', south: 'unknown' },
    });
  });

  test('an organization that no tag and no setting names is not known; one of the settings alone is not seen yet', async () => {
    const { ports } = await hospital(true, { organization: 'north' });
    const ownership = { ...ports.ownership, organizations: { [subscriptionId]: 'west' } };
    expect(await controlsOfOrganization('nroth', { ...ports, ownership })).toEqual({
      kind: 'unknown organization',
      known: ['north', 'west'],
    });
    const west = await controlsOfOrganization('west', { ...ports, ownership });
    expect('kind' in west || west.map(({ status }) => status)).toEqual(Array(5).fill('unknown'));
  });

  test('what belongs to no organization can be asked for by the name that it is shown under', async () => {
    const { ports, see, view } = await hospital(true, { organization: 'north' });
    await see('ownerless');
    expect((await view(encryption))?.organizations).toHaveProperty('unassigned');
    const views = await controlsOfOrganization('unassigned', ports);
    const one = 'kind' in views ? undefined : views.find(({ id }) => id === encryption);
    expect(one?.counts.Compliant).toBe(1);
  });

  test.each([
    ['control', { control: '164.312(e)(2)(ii)' }],
    ['control', { control: 'encryption' }],
    ['evidence', { evidence: 'http://evidence.example.org' }],
    ['date', { date: '2026-03-02T08:00:00Z' }],
    ['expiresAt', { expiresAt: '2029-01-01T00:00:00Z' }],
    ['statement', { statement: 'seen by nurse@example.org' }],
  ])('want a sound %s', async (field, more) => {
    const { ports, statement } = await hospital();
    const outcome = await attest('attestation', statement(examined, more), alice, ports, newId);
    expect(outcome).toMatchObject({ kind: 'invalid', field });
  });

  test('are not given by applications', async () => {
    const { ports, statement } = await hospital();
    const machine = { ...alice, kind: 'application' } as const;
    const refused = { kind: 'forbidden', why: 'application' };
    expect(await attest('attestation', statement(examined), machine, ports, newId)).toEqual(refused);
  });
});

describe('decisions', () => {
  test('an addressable specification is Unknown without one that is in force', async () => {
    const { ports, view, decision, clock } = await hospital();
    expect(await view(encryption)).toMatchObject({
      status: 'unknown',
      summary: 'Unknown: no decision on record',
      open: ['decision'],
    });
    const { id } = kept(await recordDecision(decision('implemented'), alice, ports, newId));
    expect(await view(encryption)).toMatchObject({ status: 'proofs-on-record', decision: 'implemented' });
    kept(await revokeDecision(id, alice, ports));
    expect((await view(encryption))?.status).toBe('unknown');
    kept(await recordDecision(decision('implemented'), alice, ports, newId));
    clock.advance(90 * day);
    expect(await view(encryption)).toMatchObject({ status: 'unknown', proofs: { decision: 'expired' } });
  });

  test('configuration is not known as long as nothing is known of a watched subscription', async () => {
    const { ports, azure, decision, clock, ...world } = await hospital();
    kept(await recordDecision(decision('implemented'), alice, ports, newId));
    const other = '22222222-2222-4222-8222-222222222222';
    const both = { ...ports, subscriptions: [...ports.subscriptions, other] };
    const view = async () => (await controlsView(both)).find((each) => each.id === encryption);
    expect(await view()).toMatchObject({
      status: 'unknown',
      summary: 'Unknown: the configuration is not known',
      open: ['policies'],
    });
    const id = accountId.replace(subscriptionId, other);
    azure.put(account(true, id));
    await handleEvent(eventOf(id, clock.iso()), both, budget);
    await drain({ ...world, azure, clock, ports: both });
    expect((await view())?.status).toBe('proofs-on-record');
  });

  test('an alternative stands in for policies that are not met, what is not reasonable is Exempt; both say so', async () => {
    const { ports, view, decision, clock } = await hospital(false);
    kept(await recordDecision(decision('implemented'), alice, ports, newId));
    expect((await view(encryption))?.status).toBe('findings-open');
    clock.advance(1);
    // It wants to be in place, and to say what it is instead of: 164.306(d)(3)(ii)(B)(2).
    for (const more of [
      {},
      { policies: ['secure-transfer'] },
      { evidence: 'https://docs.example.org/line' },
    ]) {
      kept(await recordDecision(decision('alternative', more), alice, ports, newId));
      expect(await view(encryption)).toMatchObject({ status: 'findings-open', decision: 'alternative' });
      clock.advance(1);
    }
    const whole = { policies: ['secure-transfer'], evidence: 'https://docs.example.org/line' };
    kept(await recordDecision(decision('alternative', whole), alice, ports, newId));
    expect(await view(encryption)).toMatchObject({
      status: 'proofs-on-record',
      decision: 'alternative',
      summary:
        'Every proof that is asked for is on record, a documented alternative among them (164.306(d)(3))',
      counts: { NonCompliant: 1 },
    });
    clock.advance(1);
    kept(await recordDecision(decision('not-reasonable'), alice, ports, newId));
    expect(await view(encryption)).toMatchObject({
      status: 'risk-accepted',
      decision: 'not-reasonable',
      summary: 'Risk accepted in 1 place: not in place there, documented as not reasonable (164.306(d)(3))',
    });
  });

  test.each([
    ['policies', { choice: 'alternative', policies: ['unknown-policy'] }],
    ['policies', { choice: 'implemented', policies: ['secure-transfer'] }],
    ['evidence', { choice: 'not-reasonable', evidence: 'https://docs.example.org/line' }],
    ['evidence', { choice: 'alternative', evidence: 'a link' }],
  ])('name %s as they may: %j', async (field, more) => {
    const { ports, decision } = await hospital();
    const outcome = await recordDecision(decision('', more), alice, ports, newId);
    expect(outcome).toMatchObject({ kind: 'invalid', field });
  });

  test('are for addressable specifications alone', async () => {
    const { ports, decision } = await hospital();
    const outcome = await recordDecision(decision('alternative', { control: facility }), alice, ports, newId);
    expect(outcome).toMatchObject({ kind: 'invalid', field: 'control' });
  });
});
