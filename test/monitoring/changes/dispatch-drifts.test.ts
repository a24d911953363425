import { describe, expect, test } from 'vitest';
import type { Drift } from '../../../src/model/drift.ts';
import { dispatchDrifts } from '../../../src/monitoring/changes/dispatch-drifts.ts';
import { recoverCrashed } from '../../../src/monitoring/changes/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { account, accountId, budget, createWorld, eventOf } from '../../support/fakes.ts';
import { driftOf } from '../../platform/store/samples.ts';

type Fate = { readonly answered: boolean; readonly told: boolean };
const only = (which: keyof Fate): Fate => ({ answered: which === 'answered', told: which === 'told' });

const noticesIn = ({ records }: ReturnType<typeof createWorld>['ports']) => records.notices.latest('2026-03');

describe('recovery', () => {
  test('dispatches what a crash left and puts poisoned messages back', async () => {
    const world = createWorld();
    world.azure.put(account(true));
    world.store.hook = (step) => {
      if (step === 'before dispatch') throw new Error('crash');
    };
    await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
    expect(world.store.journal()).toEqual([]);
    world.store.hook = () => undefined;
    world.queue.poisoned.push({ target: accountId });
    expect(await recoverCrashed(world.ports)).toEqual({
      dispatched: 1,
      redriven: 1,
      oldest: '2026-03-01T08:00:00.000Z',
    });
    expect(world.store.journal()).toHaveLength(1);
    expect(await recoverCrashed(world.ports)).toEqual({ dispatched: 0, redriven: 0 });
  });
});

describe('a drift', () => {
  test.each<[string, Pick<Drift, 'cause' | 'from' | 'to'>, Fate]>([
    ['of a change', { cause: 'resource', from: 'Compliant', to: 'NonCompliant' }, only('answered')],
    ['of a repair', { cause: 'resource', from: 'NonCompliant', to: 'Compliant' }, only('answered')],
    ['of a first sight that is bad', { cause: 'baseline', from: null, to: 'NonCompliant' }, only('told')],
    ['of a first sight that is fine', { cause: 'baseline', from: null, to: 'Compliant' }, only('told')],
    ['of a loss of sight', { cause: 'visibility', from: 'Compliant', to: 'Unknown' }, only('told')],
    [
      'seen once sight is back, that is bad',
      { cause: 'visibility', from: 'Unknown', to: 'NonCompliant' },
      only('answered'),
    ],
    [
      'seen once sight is back, that is fine',
      { cause: 'visibility', from: 'Unknown', to: 'Compliant' },
      only('answered'),
    ],
    ['of a stricter policy', { cause: 'policy', from: 'Compliant', to: 'NonCompliant' }, only('told')],
    [
      'of a milder policy, which ends an answer',
      { cause: 'policy', from: 'NonCompliant', to: 'Compliant' },
      { answered: true, told: true },
    ],
  ])('%s goes to whom it concerns', async (_, change, { answered, told }) => {
    const { ports, respond } = createWorld();
    await dispatchDrifts([driftOf(accountId, 1, change)], ports);
    expect(respond.messages).toHaveLength(answered ? 1 : 0);
    expect(await noticesIn(ports)).toHaveLength(told ? 1 : 0);
  });

  test('of one exemption shares no notice with one of another exemption', async () => {
    const { ports } = createWorld();
    const change = { cause: 'exemption', to: 'Exempt' } as const;
    const drifts = ['one', 'one', 'other'].map((exemption, n) =>
      driftOf(accountId, n + 1, { ...change, exemption }),
    );
    await dispatchDrifts(drifts, ports);
    expect(await noticesIn(ports)).toHaveLength(2);
  });
});
