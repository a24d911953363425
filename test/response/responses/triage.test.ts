import { describe, expect, test } from 'vitest';
import type { Severity } from '../../../src/model/index.ts';
import { decisionText, openResponses, triageResponse } from '../../../src/response/responses/index.ts';
import type { Response, TriageAction, TriageResult } from '../../../src/response/responses/index.ts';
import { driftOf, resourceIn } from '../../platform/store/samples.ts';
import { answering, people } from '../world.ts';
import { hour, responseOf } from './response-sample.ts';

const refused = (value: unknown) => decisionText.safeParse(value).error?.issues[0]?.message;

test('a reason that is missing, too short or too long is refused by what was expected', () => {
  expect(refused(undefined)).toBe('must be given');
  expect(refused('ab')).toBe('must be a reason of at least 3 characters');
  expect(refused('     ')).toBe('must not be empty');
  expect(refused('x'.repeat(1_001))).toBe('must have at most 1000 characters');
  expect(refused('asked by jane.doe@patient.example, SSN 123-45-6789')).toContain('must hold no PHI');
  expect(decisionText.parse('  abc  ')).toBe('abc');
  expect(decisionText.parse('x'.repeat(1_000))).toHaveLength(1_000);
});

async function world(more: Partial<Response> = {}) {
  const made = await answering();
  const response = responseOf(more);
  const { id } = response;
  await made.responses.claim(response, { n: 2, at: hour(0), what: 'notified' });
  await made.due.add({ id, at: hour(12) });
  const triage = (action: TriageAction, input: unknown) =>
    triageResponse(id, action, input, { objectId: people.ada }, made.answerPorts);
  const steps = async () => (await made.responses.steps(id)).slice(1);
  return { ...made, id, triage, steps };
}

const why = 'the proxy ends TLS';
const closed = { kind: 'conflict', why: 'the response is closed' } as const;

describe('what a person does about a response', () => {
  /** The action, the status of the response, and what comes of it: a change, or why not. */
  const rows: readonly [TriageAction, Response['status'], Partial<Response> | TriageResult][] = [
    ['acknowledge', 'waiting', { acknowledgedBy: people.ada }],
    ['acknowledge', 'escalated', { acknowledgedBy: people.ada, status: 'escalated' }],
    ['acknowledge', 'closed', closed],
    ['snooze', 'waiting', { snoozedUntil: hour(10) }],
    ['snooze', 'disputed', { snoozedUntil: hour(10), status: 'disputed' }],
    ['snooze', 'closed', closed],
    ['dispute', 'waiting', { status: 'disputed' }],
    ['dispute', 'escalated', { status: 'disputed' }],
    ['dispute', 'disputed', { kind: 'conflict', why: 'the finding is already disputed' }],
    ['dispute', 'closed', closed],
    ['undispute', 'disputed', { status: 'waiting' }],
    ['undispute', 'waiting', { kind: 'conflict', why: 'the finding is not disputed' }],
    ['undispute', 'escalated', { kind: 'conflict', why: 'the finding is not disputed' }],
    ['undispute', 'closed', closed],
  ];
  const inputs = { acknowledge: {}, snooze: { until: hour(10), why }, dispute: { why }, undispute: { why } };
  const names = {
    acknowledge: 'acknowledged',
    snooze: 'snoozed',
    dispute: 'disputed',
    undispute: 'undisputed',
  };

  test.each(rows)('to %s it while it is %s: %o', async (action, status, expected) => {
    const { triage, steps, responses, id, clock, answerPorts } = await world({ status });
    const before = responses.kept.get(id)?.value;
    const result = await triage(action, inputs[action]);
    const after = responses.kept.get(id)?.value;
    if ('kind' in expected) {
      expect(result).toEqual(expected);
      expect(after).toEqual(before);
      expect(await steps()).toEqual([]);
      return;
    }
    expect(result).toEqual({ kind: 'done', response: after });
    expect(after).toMatchObject({ status, ...expected });
    const said = action === 'acknowledge' ? {} : { why };
    expect(await steps()).toStrictEqual([
      { n: 3, at: clock.iso(), what: names[action], who: people.ada, ...said },
    ]);
    // None of it ends the finding.
    expect(await openResponses(answerPorts)).toHaveLength(1);
  });

  test('is refused where there is no response, or where the input is wrong', async () => {
    const { triage, steps, answerPorts } = await world();
    expect(await triageResponse('none', 'acknowledge', {}, { objectId: people.ada }, answerPorts)).toEqual({
      kind: 'not-found',
    });
    expect(await triage('dispute', { why: 'no' })).toMatchObject({ kind: 'invalid', field: 'why' });
    expect(await triage('acknowledge', { who: 'ben' })).toMatchObject({ kind: 'invalid' });
    expect(await steps()).toEqual([]);
  });
});

describe('a snooze', () => {
  /** The severity, the seconds until it ends, and whether that may be. */
  test.each<[Severity, number, boolean, string]>([
    ['high', 1, true, 'it ends in the future'],
    ['high', 0, false, 'it ends now'],
    ['high', -60, false, 'it ends in the past'],
    ['critical', 4 * 3_600, true, 'it ends when a critical drift would be due'],
    ['critical', 4 * 3_600 + 1, false, 'it ends after that'],
    ['high', 24 * 3_600, true, 'it ends when a severe drift would be due'],
    ['high', 24 * 3_600 + 1, false, 'it ends after that'],
    ['low', 168 * 3_600, true, 'it ends when a slight drift would be due'],
  ])('of a %s drift for %s s may be: %s, as %s', async (severity, seconds, isAllowed) => {
    const drift = driftOf(resourceIn('clinic'), 2, { severity });
    const { triage, clock } = await world({ drift });
    expect(await triage('snooze', { until: clock.iso(seconds), why })).toMatchObject(
      isAllowed
        ? { kind: 'done', response: { snoozedUntil: clock.iso(seconds) } }
        : { kind: 'invalid', field: 'until' },
    );
  });

  test('that PHI makes more urgent is shorter, and its end may be said in any time zone', async () => {
    const drift = driftOf(resourceIn('clinic'), 2, { severity: 'low', effectiveSeverity: 'critical' });
    const { triage } = await world({ drift });
    expect(await triage('snooze', { until: hour(5), why })).toMatchObject({
      kind: 'invalid',
      field: 'until',
      why: 'must be in the future and within 4 hours',
    });
    expect(await triage('snooze', { until: '2026-03-01T04:00:00-06:00', why })).toMatchObject({
      kind: 'done',
      response: { snoozedUntil: '2026-03-01T10:00:00.000Z' },
    });
  });
});
