import { describe, expect, test } from 'vitest';
import { planned, remedies } from '../catalogue-remedies.ts';

const policy = 'sql-database-is-encrypted';

/** A database that is not encrypted, as Azure shows it: with the state of a scan that has never run. */
const unencrypted = (new Map(remedies).get(policy) ?? []).map(({ related = [], ...rest }) => ({
  ...rest,
  related: related.map((each) => ({
    ...each,
    properties: { ...(each['properties'] as object), scanState: 'None' },
  })),
}));

const unfinished =
  'the setting is in effect, but Azure has not encrypted the whole database (scanState Running)';

async function encrypted(
  scan: Parameters<Awaited<ReturnType<typeof planned>>['simulation']['operations']['arrange']>[0],
) {
  const world = await planned(policy, unencrypted);
  const { operations } = world.simulation;
  operations.arrange({ seconds: 90 });
  operations.arrange({ idPattern: '/scan$', ...scan });
  const begun = world.clock.now().getTime();
  let outcome = await world.carryOut();
  // Long waits are looked at again when they are due.
  for (let next = outcome; next.response?.remediation?.status === 'written'; next = outcome) {
    outcome = await world.resume();
  }
  const hours = (world.clock.now().getTime() - begun) / 3_600_000;
  return { ...world, ...outcome, hours };
}

describe('a database', () => {
  test('is remediated once its pages are encrypted, hours after its setting says so', async () => {
    const { simulation, plan, record, steps, messages, response, hours } = await encrypted({
      seconds: 4 * 3600,
    });
    expect(record).toEqual(['applied, verified']);
    const wait = `held-back: ${unfinished}`;
    expect(steps).toEqual(['accepted', wait, wait, wait, 'verified', 'closed: remediated']);
    // What goes with the setting in a reading is no wish of ours: sent back, it would hold the scan.
    expect(messages).toEqual([]);
    expect(response).toMatchObject({ status: 'closed', closure: 'remediated' });
    expect(hours).toBeGreaterThan(4);
    expect(hours).toBeLessThan(5);
    const target = simulation.resources.get(plan.target)?.resource;
    expect(target?.['properties']).toEqual({ state: 'Enabled', scanState: 'Completed' });
  });

  test('that is small is remediated within minutes', async () => {
    const { steps, hours } = await encrypted({ seconds: 200 });
    expect(steps).toEqual(['accepted', 'verified', 'closed: remediated']);
    expect(hours).toBeLessThan(0.15);
  });

  test('whose encryption Azure breaks off is told of, and never as remediated', async () => {
    const failure = { code: 'Aborted', message: 'Aborted.' };
    const { record, steps, messages, response } = await encrypted({ seconds: 3600, failure });
    const why =
      'the setting is in effect, but Azure has stopped encrypting the database (scanState Aborted): resume the scan';
    expect(record).toEqual([`applied, failed (${why})`]);
    expect(steps).toEqual(['accepted', `failed: ${why}`]);
    expect(messages).toEqual([`escalation: Remediation is blocked: ${why}.`]);
    expect(response?.remediation).toMatchObject({ status: 'blocked', why });
  });

  test('that is not encrypted within two days is told of', async () => {
    const { messages, response, hours } = await encrypted({ seconds: 100 * 3600 });
    const why = `${unfinished} after 48 hours`;
    expect(messages).toEqual([`escalation: Remediation is blocked: ${why}.`]);
    expect(response?.remediation?.status).toBe('blocked');
    expect(hours).toBeGreaterThanOrEqual(48);
    expect(hours).toBeLessThan(49.1);
  });
});
