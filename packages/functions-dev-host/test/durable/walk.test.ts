import { expect, test } from 'vitest';
import type { Action } from '../../src/durable/actions.ts';
import { historyEvent } from '../../src/durable/history.ts';
import type { EventName } from '../../src/durable/history.ts';
import { NonDeterministic, walk } from '../../src/durable/walk.ts';

const at = new Date('2026-03-01T00:00:00Z');
const event = (name: EventName, facts = {}) => historyEvent(name, at, facts);
const begun = [event('OrchestratorStarted'), event('ExecutionStarted')];
const call = (functionName: string): Action => ({ actionType: 0, functionName, input: 1 });
const scheduled = (id: number) => event('TaskScheduled', { EventId: id, Name: 'a' });
const completed = (id: number) => event('TaskCompleted', { TaskScheduledId: id, Result: '1' });
const failed = (id: number) => event('TaskFailed', { TaskScheduledId: id, Reason: 'r', Details: 'd' });
const retried: Action = {
  actionType: 1,
  functionName: 'a',
  input: 1,
  retryOptions: { firstRetryIntervalInMilliseconds: 1_000, maxNumberOfAttempts: 2, backoffCoefficient: 3 },
};
const timer = (hours: number, isCanceled = false): Action => ({
  actionType: 5,
  fireAt: new Date(at.getTime() + hours * 3_600_000).toISOString(),
  isCanceled,
});

test('what has no event in the history is new work, one after the other', () => {
  const actions = [call('a'), call('b')];
  expect(walk(actions, begun).scheduled).toMatchObject([{ id: 0, name: 'a' }]);
  const later = walk(actions, [...begun, scheduled(0), completed(0)]);
  expect(later).toMatchObject({ scheduled: [{ id: 1, name: 'b' }], ended: false, open: true });
});

test('a retry is a timer and another try, each with a number; after the last failure comes one more timer', () => {
  const first = walk([retried], [...begun, scheduled(0), failed(0)]);
  expect(first.scheduled).toMatchObject([{ kind: 'timer', id: 1, fireAt: new Date(at.getTime() + 1_000) }]);
  const made = event('TimerCreated', { EventId: 1 });
  const fired = event('TimerFired', { TimerId: 1 });
  const again = [...begun, scheduled(0), failed(0), made, fired];
  expect(walk([retried], again).scheduled).toMatchObject([{ kind: 'activity', id: 2 }]);
  const last = walk([retried], [...again, scheduled(2), failed(2)]);
  expect(last.scheduled).toMatchObject([{ kind: 'timer', id: 3, fireAt: at }]);
  expect(last.open).toBe(true);
});

test('all of several end when the last does, any of them with the first, which leaves the others open', () => {
  const both = [call('a'), call('b')];
  const history = [...begun, scheduled(0), scheduled(1), completed(1)];
  expect(walk([{ actionType: 12, compoundActions: both }, call('c')], history).begun).toBe(1);
  const any = walk([{ actionType: 11, compoundActions: both }, call('c')], history);
  expect(any).toMatchObject({ begun: 2, scheduled: [{ id: 2, name: 'c' }], open: true });
});

test('a canceled timer keeps its number and is waited for by nobody', () => {
  const walked = walk([timer(1, true), call('a')], begun);
  expect(walked.scheduled).toMatchObject([
    { kind: 'timer', id: 0 },
    { kind: 'activity', id: 1 },
  ]);
});

test('a timer of more than six days is a chain of three days each', () => {
  const [first] = walk([timer(8 * 24)], begun).scheduled;
  expect(first).toMatchObject({ kind: 'timer', fireAt: new Date(at.getTime() + 3 * 86_400_000) });
});

test('an event that nobody waits for is kept; of those who wait, the last is answered first', () => {
  const raised = event('EventRaised', { Name: 'Go', Input: '1' });
  expect(walk([], [...begun, raised]).unread).toEqual([raised]);
  const wait: Action = { actionType: 6, externalEventName: 'go' };
  expect(walk([wait, call('a')], [...begun, raised])).toMatchObject({
    unread: [],
    scheduled: [{ name: 'a' }],
  });
});

test('answers of what was never asked for are passed over; a history that does not fit is refused', () => {
  expect(walk([call('a')], [...begun, scheduled(0), completed(7), completed(0), completed(0)]).open).toBe(
    false,
  );
  expect(() => walk([], [...begun, scheduled(0)])).toThrow(NonDeterministic);
});
