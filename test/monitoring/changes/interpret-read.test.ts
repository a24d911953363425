import { describe, expect, test } from 'vitest';
import type { EventTrigger, Task } from '../../../src/model/change.ts';
import { interpretRead } from '../../../src/monitoring/changes/interpret-read.ts';
import type { ReadFailure } from '../../../src/platform/azure/types.ts';
import { account, accountId, group, subscription } from '../../support/fakes.ts';

/** The change was at 08:00:00; a read from 08:01:00 on must see it. */
const due = '2026-03-01T08:01:00Z';
const early = '2026-03-01T08:00:59Z';
const [nearlyTenMinutes, tenMinutes] = ['2026-03-01T08:10:59Z', '2026-03-01T08:11:00Z'];

const movedId = accountId.replace(group, `${subscription}/resourceGroups/archive`);

const after = (operation: EventTrigger['operation'], resourceId: string, more: Partial<Task> = {}): Task => ({
  target: accountId,
  change: {
    resourceId,
    time: '2026-03-01T08:00:00Z',
    trigger: { kind: 'event', eventId: 'e', operation, operationName: `a/b/${operation}` },
  },
  attempt: 0,
  ...more,
});

const tasks = {
  'a write': after('write', accountId),
  'its deletion': after('delete', accountId),
  'its deletion, spelled in capitals': after('delete', accountId.toUpperCase()),
  'the deletion of its group': after('delete', group),
  'the deletion of a part': after('delete', `${accountId}/blobServices/default`),
  'the deletion of another': after('delete', accountId.slice(0, -1)),
  'its move away': after('move', group),
  'its move to here': after('move', group, { target: movedId, movedFrom: accountId }),
};
const { 'a write': write } = tasks;

const evaluated = { kind: 'evaluate' };
const waits = (retryAfterSeconds = 0) => ({ kind: 'wait', retryAfterSeconds });
const deleted = { kind: 'close', reason: 'deleted' };
const moved = { kind: 'close', reason: 'moved' };
const unread = (reason: string) => ({ kind: 'unread', reason });
type Row<Input> = [Input, startedAt: string, expected: object, why: string];

describe('a resource that is found', () => {
  test.each<Row<string | undefined>>([
    ['Succeeded', early, evaluated, 'it has settled'],
    ['Failed', early, evaluated, 'it has settled too, if badly'],
    [undefined, early, evaluated, 'its type does not say, and there is nothing to wait for'],
    ['Updating', due, waits(), 'half of its settings may be to come'],
    ['Updating', nearlyTenMinutes, waits(), 'ten minutes are not over yet'],
    ['Updating', tenMinutes, evaluated, 'after ten minutes it may never settle, and people have to know'],
  ])('%s, at %s: %o, as %s', (provisioningState, startedAt, expected, _why) => {
    const resource = account(true, accountId, { provisioningState });
    const what = expected === evaluated ? { resource } : { reason: 'provisioningState is Updating' };
    const read = interpretRead({ kind: 'found', startedAt, resource }, write, due);
    expect(read).toEqual({ ...expected, ...what });
  });
});

describe('a resource that is not found', () => {
  test.each<Row<keyof typeof tasks>>([
    ['a write', early, waits(), 'a replica may not have it yet'],
    ['a write', due, deleted, 'every replica must have it'],
    ['its deletion', early, deleted, 'that is to be expected'],
    ['its deletion, spelled in capitals', early, deleted, 'ids compare without case'],
    ['the deletion of its group', early, deleted, 'it went with its group'],
    ['the deletion of a part', early, waits(), 'it should still be there'],
    ['the deletion of another', early, waits(), 'the id of that one only begins alike'],
    ['its move away', early, moved, 'that is to be expected'],
    ['its move to here', early, waits(), 'a replica may not have it here yet, and all its states would end'],
    ['its move to here', due, moved, 'every replica must have it here: it has been moved on'],
  ])('after %s, at %s: %o, as %s', (task, startedAt, expected, _why) => {
    expect(interpretRead({ kind: 'gone', startedAt }, tasks[task], due)).toMatchObject(expected);
  });
});

describe('a resource that cannot be read', () => {
  test.each<[ReadFailure['kind'], expected: object, why: string]>([
    ['throttled', { ...waits(372), reason: 'read throttled (because)' }, 'Azure says for how long'],
    ['failed', { ...waits(), reason: 'read failed (because)' }, 'that passes'],
    ['denied', unread('read denied (because)'), 'waiting brings no right to read'],
    ['malformed', unread('answer not understood (because)'), 'the next answer will be the same'],
    ['unmapped', unread('no way to read it (because)'), 'only a new version can read it'],
  ])('%s: %o, as %s', (kind, expected, _why) => {
    const read = { kind, startedAt: due, reason: 'because', retryAfterSeconds: 372 };
    expect(interpretRead(read, write, due)).toEqual(expected);
  });
});
