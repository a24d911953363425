import { describe, expect, test } from 'vitest';
import { recordControlChanges } from '../../../src/assurance/deadlines/record-control-changes.ts';
import { controlsOfOrganization, controlsView } from '../../../src/assurance/posture/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { attest, recordEntityProfile, revokeEntityProfile } from '../../../src/records/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import { account, budget, createWorld, drain, eventOf, group } from '../../support/fakes.ts';
import { alice, kept, newId } from '../../support/people.ts';

const day = 86_400;
const { controls } = loadCatalogue();
const ofPlans = '164.314(b)(1)';
const idsUnder = (beginning: RegExp) => controls.map(({ id }) => id).filter((id) => beginning.test(id));
const everyPlanItem = idsUnder(/^164\.314\(b\)/);
const noticesOfAssociates = idsUnder(/^164\.410/);
const noticesOfEntities = idsUnder(/^164\.40[468]/);

/** A world with the safeguards of the rule, and an account of each of these organizations. */
async function hospitals(...organizations: readonly string[]) {
  const world = createWorld();
  const control = (id: string) => controls.find((each) => each.id === id);
  const ports = { ...world.ports, catalogue: { ...world.ports.catalogue, controls, control } };
  for (const organization of organizations) {
    const id = `${group}/providers/Microsoft.Storage/storageAccounts/${organization}`;
    world.azure.put({ ...account(true, id), tags: { organization } });
    await handleEvent(eventOf(id, world.clock.iso()), ports, budget);
    await drain({ ...world, ports });
  }
  const sign = async (kinds: readonly string[], more: Record<string, unknown> = {}) => {
    world.clock.advance(1);
    const profile = {
      kinds,
      hybrid: false,
      statement: 'as its license says',
      evidence: 'https://evidence.example.org/license',
      date: '2026-02-05T09:00:00Z',
      expiresAt: world.clock.iso(100 * day),
      ...more,
    };
    return kept(await recordEntityProfile(profile, alice, ports, newId)).id;
  };
  const viewsIn = async (organization?: string) => {
    if (organization === undefined) return controlsView(ports);
    const views = await controlsOfOrganization(organization, ports);
    if ('kind' in views) throw new Error(views.kind);
    return views;
  };
  /** The safeguards that are not for the organization by its profile, in the order of the rule. */
  const excluded = async (organization?: string) => {
    const by = new Map((await viewsIn(organization)).map(({ id, entityProfile }) => [id, entityProfile]));
    return controls.flatMap(({ id }) => (by.get(id) === undefined ? [] : [id]));
  };
  return { ...world, ports, sign, viewsIn, excluded };
}

describe('an entity profile in force', () => {
  test.each([
    [
      ['provider'],
      [
        '164.308(a)(4)(ii)(A)',
        '164.308(b)(2)',
        '164.314(a)(2)(ii)',
        '164.314(a)(2)(iii)',
        ...everyPlanItem,
        ...noticesOfAssociates,
      ],
    ],
    [
      ['provider', 'plan'],
      [
        '164.308(a)(4)(ii)(A)',
        '164.308(b)(2)',
        '164.314(a)(2)(ii)',
        '164.314(a)(2)(iii)',
        ...noticesOfAssociates,
      ],
    ],
    [['clearinghouse', 'business-associate', 'government'], everyPlanItem],
    [
      ['business-associate'],
      ['164.308(a)(4)(ii)(A)', '164.308(b)(1)', '164.314(a)(2)(ii)', ...everyPlanItem, ...noticesOfEntities],
    ],
    [['provider', 'plan', 'clearinghouse', 'business-associate', 'government'], []],
  ])('of %j takes out what is for other kinds alone', async (kinds, ids) => {
    const { sign, excluded } = await hospitals();
    await sign(kinds);
    expect(await excluded()).toEqual(ids);
  });

  test('says so, and changes nothing else', async () => {
    const { sign, viewsIn } = await hospitals('north');
    const before = new Map((await viewsIn()).map((view) => [view.id, view]));
    const id = await sign(['provider', 'government']);
    for (const view of await viewsIn()) {
      const asked = before.get(view.id);
      if (view.entityProfile === undefined) expect(view).toEqual(asked);
      else
        expect(view).toEqual({
          ...asked,
          status: 'does-not-apply',
          summary:
            'Does not apply: the organization is a provider, government, by its entity profile of 2026-02-05',
          open: [],
          entityProfile: id,
        });
    }
  });

  test('of a hybrid entity takes out nothing', async () => {
    const { sign, excluded } = await hospitals();
    await sign(['provider'], { hybrid: true });
    expect(await excluded()).toEqual([]);
  });

  test('counts to the millisecond before its end; one that it had replaced does not come back then', async () => {
    const { sign, excluded, clock } = await hospitals();
    await sign(['provider']);
    await sign(['provider', 'plan'], { expiresAt: clock.iso(10 * day) });
    expect(await excluded()).not.toContain(ofPlans);
    clock.advance(10 * day - 1.001);
    expect(await excluded()).toHaveLength(4 + noticesOfAssociates.length);
    clock.advance(0.001);
    expect(await excluded()).toEqual([]);
  });

  test('counts no more once it is revoked, and the one before it does again', async () => {
    const { sign, excluded, ports } = await hospitals();
    const first = await sign(['provider']);
    const second = await sign(['plan']);
    expect(await excluded()).not.toContain(ofPlans);
    kept(await revokeEntityProfile(second, alice, ports));
    expect(await excluded()).toContain(ofPlans);
    kept(await revokeEntityProfile(first, alice, ports));
    expect(await excluded()).toEqual([]);
  });

  test('for all is for those that have none of their own, even where that has expired', async () => {
    const { sign, excluded, viewsIn, clock } = await hospitals('north', 'south');
    await sign(['plan'], { organization: 'north', expiresAt: clock.iso(10 * day) });
    await sign(['provider']);
    expect(await excluded('north')).not.toContain(ofPlans);
    expect(await excluded('south')).toContain(ofPlans);
    // All together are as the one is of which something is asked.
    const asked = (await viewsIn()).find(({ id }) => id === ofPlans);
    expect(asked).toMatchObject({
      status: 'unknown',
      organizations: { north: 'unknown', south: 'does-not-apply' },
    });
    expect(asked).not.toHaveProperty('entityProfile');
    clock.advance(10 * day);
    expect(await excluded('north')).toEqual([]);
    expect(await excluded('south')).toContain(ofPlans);
  });

  test('of one organization is for no other', async () => {
    const { sign, excluded } = await hospitals('north', 'south');
    await sign(['provider'], { organization: 'north' });
    expect(await excluded('north')).toContain(ofPlans);
    expect(await excluded('south')).toEqual([]);
  });
});

test('a safeguard that no longer applies, or does again, is a drift that the entity profile has caused', async () => {
  const { sign, ports, clock } = await hospitals();
  await recordControlChanges(ports);
  const id = await sign(['provider']);
  await recordControlChanges(ports);
  // An attestation that ends meanwhile is not why it is asked again.
  const statement = {
    control: ofPlans,
    examined: 'the plan documents',
    statement: 'complete',
    met: true,
    evidence: 'https://evidence.example.org/1',
    date: clock.iso(-day),
    expiresAt: clock.iso(50 * day),
  };
  kept(await attest('attestation', statement, alice, ports, newId));
  clock.advance(100 * day + 60);
  await recordControlChanges(ports);
  const history = await ports.records.controls.history('all', ofPlans);
  expect(history.map(({ value }) => [value.from, value.to, value.cause, value.entityProfile])).toEqual([
    [null, 'unknown', ['baseline'], undefined],
    ['unknown', 'does-not-apply', ['entity-profile'], id],
    ['does-not-apply', 'unknown', ['attestation', 'entity-profile'], undefined],
  ]);
  expect(history.at(-1)?.value.at).toBe(clock.iso());
});
