import { describe, expect, test } from 'vitest';
import { nextAction } from '../../../src/response/responses/index.ts';
import type { Remediation, Response } from '../../../src/response/responses/index.ts';
import { hour, responseOf } from './response-sample.ts';

const remediation = (status: Remediation['status'], nextAt?: number): Remediation => ({
  mode: 'ask',
  status,
  ...(nextAt !== undefined && { nextAt: hour(nextAt) }),
});
const request: Response['request'] = {
  kind: 'apply',
  planHash: 'h',
  askedAt: hour(0),
  expiresAt: hour(8),
  needed: 1,
  approvals: [],
};
const fiveMinutes = 1 / 12;

/** A response that was opened at hour 0 and is due at hour 24; what the clock does about it next, at which hour, and why. */
const rows: readonly [Partial<Response>, string | undefined, number, string][] = [
  // Nobody was told yet
  [{ status: 'open' }, 'resume', 3 + fiveMinutes, 'a crash came before anybody was told'],
  // Reminders, and the end of the time allowed
  [{}, 'remind', 12, 'people are reminded half-way'],
  [{ remindedAt: hour(12) }, 'overdue', 24, 'the time allowed is over'],
  [{ acknowledgedBy: 'ada' }, 'overdue', 24, 'whoever looks after it is not reminded before'],
  [
    { status: 'escalated', remindedAt: hour(24) },
    'remind',
    48,
    'it is escalated once, then people are reminded each day',
  ],
  [{ status: 'escalated', remindedAt: hour(48) }, 'remind', 72, 'each day'],
  [{ status: 'escalated', remindedAt: hour(30) }, 'remind', 54, 'a day after the last reminder'],
  [
    { status: 'escalated', acknowledgedBy: 'ada', remindedAt: hour(24) },
    'remind',
    48,
    'after the end whoever looks after it is reminded too',
  ],
  // Snoozed
  [{ snoozedUntil: hour(20) }, 'remind', 20, 'a reminder waits for the end of a snooze'],
  [{ snoozedUntil: hour(10) }, 'remind', 12, 'a snooze that ends before changes nothing'],
  [
    { snoozedUntil: hour(23), remindedAt: hour(12) },
    'overdue',
    24,
    'a snooze does not move the end of the time allowed',
  ],
  [{ snoozedUntil: hour(30) }, 'overdue', 24, 'nor does one that is longer'],
  [
    { status: 'escalated', remindedAt: hour(24), snoozedUntil: hour(60) },
    'remind',
    60,
    'after the end it holds reminders back too',
  ],
  // Disputed
  [{ status: 'disputed' }, 'remind', 12, 'who disputes is reminded'],
  [
    { status: 'disputed', remindedAt: hour(12) },
    'remind',
    48,
    'what is disputed is not escalated as overdue',
  ],
  // Its remediation
  [{ remediation: remediation('waiting', 5) }, 'resume', 5, 'a plan is to be proposed again'],
  [{ remediation: remediation('waiting', 15) }, 'remind', 12, 'the reminder comes first'],
  [
    { remediation: remediation('waiting', 5), snoozedUntil: hour(20) },
    'resume',
    5,
    'a snooze holds back reminders alone',
  ],
  [{ remediation: remediation('asked'), request }, 'expire', 8, 'nobody has approved it'],
  [{ remediation: remediation('asked', 5), request }, 'resume', 5, 'it is looked at before the request ends'],
  [{ remediation: remediation('asked') }, 'remind', 12, 'there is no request that could end'],
  [{ remediation: remediation('rejected'), request }, 'remind', 12, 'the request has been answered'],
  // Closed
  [{ status: 'closed' }, undefined, 0, 'nothing is to be done'],
  [{ status: 'closed', remediation: remediation('verified') }, undefined, 0, 'what was remediated stays so'],
  [{ status: 'closed', remediation: remediation('written', 30) }, 'resume', 30, 'a revert is under way'],
  [
    { status: 'closed', remediation: remediation('asked'), request },
    'expire',
    8,
    'a revert is asked for, and nobody has approved it',
  ],
];

describe('the next action by the clock', () => {
  test.each(rows)('on a response with %o is %s, at hour %s: %s', (more, call, at) => {
    const next = nextAction(responseOf(more), hour(3));
    expect(next).toEqual(call === undefined ? undefined : { call, at: hour(at) });
  });
});
