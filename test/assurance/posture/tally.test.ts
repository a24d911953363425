import { expect, test } from 'vitest';
import { tally } from '../../../src/assurance/posture/tally.ts';
import type { ResourceState } from '../../../src/model/resource-state.ts';
import type { State } from '../../../src/model/states.ts';
import { createWorld } from '../../support/fakes.ts';

/** The store of a world in which the policies of each subscription's only resource have these states. */
function unseenOf(known: Readonly<Record<string, readonly State[]>>) {
  const { store } = createWorld().ports;
  const headOf = (states: readonly State[]) =>
    ({
      resourceType: 'Microsoft.Resources/subscriptions',
      states: Object.fromEntries(states.map((state, index) => [`policy-${index}`, { state }])),
    }) as unknown as ResourceState;
  store.list = async function* (scope) {
    const states = await Promise.resolve(known[scope.split('/')[2] ?? '']);
    if (states) yield headOf(states);
  };
  return tally({ store, subscriptions: ['imaging', 'billing'] });
}

test.each([
  [{ imaging: ['Compliant'] }, ['billing']],
  [{ imaging: ['Compliant'], billing: ['Unknown', 'Unknown'] }, ['billing']],
  [{ imaging: ['Compliant'], billing: ['Unknown', 'NotApplicable'] }, []],
  [{}, ['imaging', 'billing']],
] satisfies [Readonly<Record<string, readonly State[]>>, string[]][])(
  'of %j, subscriptions of which nothing is known, or nothing but that, are unseen',
  async (known, unseen) => {
    expect((await unseenOf(known)).unseen).toEqual(unseen);
  },
);
