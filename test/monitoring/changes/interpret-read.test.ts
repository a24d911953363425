import { expect, test } from 'vitest';
import type { EventTrigger, Task } from '../../../src/model/change.ts';
import { interpretRead } from '../../../src/monitoring/changes/interpret-read.ts';
import { accountId, group, subscription } from '../../support/fakes.ts';

const due = '2026-03-01T08:01:00Z';
const before = '2026-03-01T08:00:59Z';
const movedId = accountId.replace(group, `${subscription}/resourceGroups/archive`);

const taskOf = (
  operation: EventTrigger['operation'],
  resourceId: string,
  more: Partial<Task> = {},
): Task => ({
  target: accountId,
  change: {
    resourceId,
    time: '2026-03-01T08:00:00Z',
    trigger: { kind: 'event', eventId: 'e', operation, operationName: `a/b/${operation}` },
  },
  attempt: 0,
  ...more,
});

const removal = taskOf('delete', accountId);
const removalOfGroup = taskOf('delete', group);
const leaving = taskOf('move', group);
const arrival = taskOf('move', group, { target: movedId, movedFrom: accountId });
const change = taskOf('write', accountId);

test.each([
  ['right after it was written', change, before, 'wait'],
  ['once a read must see the write', change, due, 'close'],
  ['right after it was deleted', removal, before, 'close'],
  ['right after its group was deleted', removalOfGroup, before, 'close'],
  ['where it was, right after a move', leaving, before, 'close'],
  ['where it was moved to, right after the move', arrival, before, 'wait'],
  ['where it was moved to, once a read must see the move', arrival, due, 'close'],
])('a resource that is not found %s is closed only if it must be gone', (_, task, startedAt, kind) => {
  expect(interpretRead({ kind: 'gone', startedAt }, task, due)).toMatchObject({ kind });
});
