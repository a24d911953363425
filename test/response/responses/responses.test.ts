import { describe, expect, test } from 'vitest';
import { answerMessage, runReminders } from '../../../src/response/follow-up/index.ts';
import { openResponse, openResponses, triageResponse } from '../../../src/response/responses/index.ts';
import { Crash } from '../../support/fakes.ts';
import { alerts, answering } from '../world.ts';

const who = { objectId: '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d' };

const noWrite = () => Promise.reject(new Error('nothing is to be written'));

describe('a drift', () => {
  test('is claimed once whatever comes twice, told on each channel, and its end is told', async () => {
    const world = await answering();
    await world.turn(false);
    const places = world.work();
    await world.answer([...places, ...places]);
    expect(world.all()).toMatchObject([{ status: 'waiting', notified: true, escalations: 0 }]);
    expect(world.said()).toEqual(['first first']);
    expect(world.said('privacy')).toEqual(['first first']);
    expect(world.outbox.added[0]?.content).toMatchObject({ to: 'NonCompliant', from: 'Compliant' });
    await world.turn(true);
    await world.answer();
    expect(world.all()).toMatchObject([{ status: 'closed', closure: 'resolved' }]);
    expect(world.said()).toEqual(['first first', 'resolved resolved']);
    expect(world.due.entries).toEqual([]);
  });

  test('whose end is taken up before it is not told at all', async () => {
    const world = await answering();
    await world.turn(false);
    await world.turn(true);
    await world.answer(world.work().toReversed());
    expect(world.all()).toMatchObject([{ status: 'closed', closure: 'resolved' }]);
    expect(world.said()).toEqual([]);
  });

  test('that follows another is answered in its place, in whatever order they come', async () => {
    for (const order of [
      [0, 2],
      [2, 0],
    ]) {
      const world = await answering();
      await world.turn(false);
      await world.turn(true);
      await world.turn(false);
      const places = world.places();
      for (const n of order) await openResponse(places[n]!, world.answerPorts);
      const open = world.all().filter(({ status }) => status !== 'closed');
      expect(open).toMatchObject([{ drift: { sequence: places[2]?.sequence } }]);
    }
  });

  test('is answered without any channel too', async () => {
    const world = await answering({ ...alerts, channels: {} });
    await world.turn(false);
    await world.answer();
    expect(await openResponses(world.answerPorts)).toMatchObject([{ status: 'waiting', severity: 'high' }]);
    expect(world.outbox.added).toEqual([]);
  });
});

describe('by the clock', () => {
  test('people are reminded half-way, then told that time is over, then reminded every day', async () => {
    const world = await answering();
    await world.turn(false);
    await world.answer();
    const [answer] = world.all();
    expect(Date.parse(answer?.dueAt ?? '') - Date.parse(answer?.openedAt ?? '')).toBe(24 * 3_600_000);
    for (let hours = 0; hours < 72; hours += 1) {
      world.clock.advance(3_600);
      await runReminders(world.answerPorts);
    }
    expect(world.said().map((each) => each.split(' ')[0])).toEqual([
      'first',
      'reminder',
      'escalation',
      'reminder',
      'reminder',
    ]);
    expect(world.all()).toMatchObject([{ status: 'escalated', escalations: 1 }]);
    expect(world.due.entries).toHaveLength(1);
  });

  test('a snooze stops reminders, not the end of the time allowed; who looks after it is not reminded before', async () => {
    const world = await answering();
    await world.turn(false);
    await world.answer();
    const id = world.all()[0]?.id ?? '';
    const until = world.clock.iso(20 * 3_600);
    expect(
      await triageResponse(id, 'snooze', { until, why: 'the vendor is called' }, who, world.answerPorts),
    ).toMatchObject({
      kind: 'done',
    });
    await triageResponse(id, 'acknowledge', {}, who, world.answerPorts);
    for (let hours = 0; hours < 25; hours += 1) {
      world.clock.advance(3_600);
      await runReminders(world.answerPorts);
    }
    expect(world.said().map((each) => each.split(' ')[0])).toEqual(['first', 'escalation']);
  });
});

describe('a message', () => {
  test('that fails at any call is delivered again, and then all is done once; so are two at once', async () => {
    for (let at = 1; ; at += 1) {
      const world = await answering();
      await world.mode('ask');
      await world.turn(false);
      const [message] = world.places();
      const deliver = () => answerMessage(message, world.answerPorts, noWrite);
      const crash = new Crash(at);
      for (const part of world.parts) part.hook = crash.hook;
      const failed = await deliver().then(
        () => false,
        () => true,
      );
      for (const part of world.parts) part.hook = () => undefined;
      // The host gives it back, and another host may have it still.
      await Promise.all([deliver(), deliver()]);
      expect(world.kinds(), `at ${at}`).toEqual(['first', 'decision']);
      expect(world.all(), `at ${at}`).toMatchObject([
        { status: 'waiting', remediation: { status: 'asked' } },
      ]);
      const steps = await world.responses.steps(world.all()[0]?.id ?? '');
      expect(
        steps.map(({ what }) => what),
        `at ${at}`,
      ).toEqual(['claimed', 'notified', 'asked']);
      if (!failed) return;
    }
  });

  test('of the clock that fails is not delivered again: the clock sends another as long as it is due', async () => {
    const world = await answering();
    await world.turn(false);
    const [message] = world.places();
    world.outbox.hook = () => {
      throw new TypeError('a defect');
    };
    await expect(answerMessage(message, world.answerPorts, noWrite)).rejects.toThrow('a defect');
    for (let minutes = 0; minutes < 60; minutes += 1) {
      world.clock.advance(60);
      await runReminders(world.answerPorts);
      for (const work of world.work()) await answerMessage(work, world.answerPorts, noWrite);
    }
    expect(world.lines.filter((line) => line.includes('could not be resumed')).length).toBeGreaterThan(8);
    world.outbox.hook = () => undefined;
    world.clock.advance(301);
    await runReminders(world.answerPorts);
    await world.answer();
    expect(world.said()).toEqual(['first first']);
  });
});

test('killed at any step, every drift is answered and told once', async () => {
  for (let at = 1; ; at += 1) {
    const world = await answering();
    await world.turn(false);
    const places = world.work();
    const crash = new Crash(at);
    for (const part of [world.responses, world.due, world.outbox]) part.hook = crash.hook;
    let died = false;
    try {
      await world.answer(places);
    } catch {
      died = true;
    }
    for (const part of [world.responses, world.due, world.outbox]) part.hook = () => undefined;
    // The message comes again; or, had it been lost, the clock does.
    if (at % 2 === 0) await world.answer(places);
    world.clock.advance(400);
    await runReminders(world.answerPorts);
    if (at % 2 === 1) await world.answer(places);
    expect(world.all(), `at ${at}`).toMatchObject([{ status: 'waiting', notified: true }]);
    expect(world.said(), `at ${at}`).toEqual(['first first']);
    expect(new Set(world.due.entries.map(({ id }) => id)).size, `at ${at}`).toBe(1);
    if (!died) return;
  }
});
