import { describe, expect, test } from 'vitest';
import type { Trigger } from '../../../src/model/change.ts';
import type { Cause } from '../../../src/model/drift.ts';
import type { State } from '../../../src/model/states.ts';
import { announcedFor, withAnnouncements } from '../../../src/monitoring/changes/announced-windows.ts';
import type { AnnouncedChange } from '../../../src/records/index.ts';
import { accountId, group, subscription } from '../../support/fakes.ts';

/** Work on a group, from 8 to 10. */
const work = (id: string, more: Partial<AnnouncedChange> = {}) => ({
  id,
  version: 1,
  recordedAt: '2026-03-01T07:00:00Z',
  value: {
    ticket: 'CHG-17',
    scope: group,
    what: 'a new storage account',
    from: '2026-03-01T08:00:00Z',
    until: '2026-03-01T10:00:00Z',
    status: 'announced',
    by: 'someone',
    ...more,
  } as const,
});
const longer = { until: '2026-03-01T10:00:00.001Z' };

describe('the announced change in whose window something falls', () => {
  test.each<[why: string, time: string, changes: ReturnType<typeof work>[], id: string | undefined]>([
    ['it has just begun', '08:00:00', [work('a')], 'a'],
    ['it is about to begin', '07:59:59', [work('a')], undefined],
    ['it is about to end', '09:59:59', [work('a')], 'a'],
    ['it has just ended', '10:00:00', [work('a')], undefined],
    ['it covers the subscription', '09:00:00', [work('a', { scope: subscription })], 'a'],
    ['it covers another group', '09:00:00', [work('a', { scope: `${group}2` })], undefined],
    ['it was withdrawn', '09:00:00', [work('a', { status: 'withdrawn' })], undefined],
    ['of two, the second ends last', '09:00:00', [work('a'), work('b', longer)], 'b'],
    ['of two, the first ends last', '09:00:00', [work('a', longer), work('b')], 'a'],
  ])('%s', (_why, time, changes, id) => {
    expect(announcedFor(changes, accountId, `2026-03-01T${time}Z`)?.id).toBe(id);
  });
});

describe('a transition in the window', () => {
  const event: Trigger = { kind: 'event', eventId: 'e', operation: 'write', operationName: 'a/b/write' };
  const scan: Trigger = { kind: 'scan', scanId: 's' };
  const [within, after] = ['2026-03-01T09:59:59Z', '2026-03-01T10:00:00Z'];

  const announce = (cause: Cause, state: State, trigger: Trigger, time: string, readAt: string) => {
    const next = { state, since: readAt, policyVersion: '1.0.0' };
    const transition = { policy: 'p', entry: undefined, cause, from: null, previous: undefined, next };
    const stays = { ...transition, policy: 'other', cause: 'baseline' } as const;
    // Of a policy that is gone, no state is left.
    const gone = { ...stays, policy: 'gone' };
    const comparison = {
      states: { p: next, other: next, same: next },
      transitions: [transition, stays, gone],
    };
    const task = { target: accountId, change: { resourceId: accountId, time, trigger }, attempt: 0 };
    return { comparison, named: withAnnouncements(comparison, task, readAt, [work('a')]), transition, next };
  };

  test.each<[Cause, State, Trigger, time: string, readAt: string, why: string]>([
    ['resource', 'NonCompliant', event, within, after, 'the event was in time, if the read was not'],
    ['resource', 'Unknown', event, within, within, 'nobody can say what the work led to'],
    ['resource', 'NonCompliant', scan, after, within, 'of a scan, the read counts'],
  ])(
    'by %s to %s names the work, by %o at %s, read at %s, as %s',
    (cause, state, trigger, time, readAt, _why) => {
      const { comparison, named, transition, next } = announce(cause, state, trigger, time, readAt);
      const announced = { ...next, announced: 'a' };
      expect(named.transitions).toEqual(comparison.transitions.with(0, { ...transition, next: announced }));
      expect(named.states).toEqual({ p: announced, other: next, same: next });
    },
  );

  test.each<[Cause, State, Trigger, time: string, readAt: string, why: string]>([
    ['resource', 'Compliant', event, within, within, 'it is no fault'],
    ['resource', 'NotApplicable', event, within, within, 'it is no fault'],
    ['policy', 'NonCompliant', event, within, within, 'the rule changed, not the resource'],
    ['visibility', 'Unknown', event, within, within, 'it says nothing of the work'],
    ['resource', 'NonCompliant', event, after, within, 'the event came after the work'],
    ['resource', 'NonCompliant', scan, within, after, 'of a scan, the read counts'],
  ])(
    'by %s to %s names no work, by %o at %s, read at %s, as %s',
    (cause, state, trigger, time, readAt, _why) => {
      const { comparison, named } = announce(cause, state, trigger, time, readAt);
      expect(named).toEqual(comparison);
    },
  );
});
