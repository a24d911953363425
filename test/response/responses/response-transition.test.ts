import { describe, expect, test } from 'vitest';
import { applyTransition } from '../../../src/response/responses/index.ts';
import type { Response, ResponseStep } from '../../../src/response/responses/index.ts';
import { MemoryDue, MemoryResponses } from '../../support/fake-answers.ts';
import { FakeClock } from '../../support/fakes.ts';
import { hour, responseOf } from './response-sample.ts';

async function world(more: Partial<Response> = {}) {
  const clock = new FakeClock(hour(1));
  const responses = new MemoryResponses<Response, ResponseStep>();
  const due = new MemoryDue();
  const published = [new MemoryDue(), new MemoryDue()];
  const response = responseOf({ nextAt: hour(12), ...more });
  const { id } = response;
  await responses.claim(response, { n: 2, at: hour(0), what: 'notified' });
  await due.add({ id, at: hour(12) });
  const ports = { clock, responses, due, published };
  const kept = () => responses.kept.get(id)?.value;
  return { ...ports, id, ports, kept };
}

describe('a step of a response', () => {
  test('is recorded with what it changes, and noted for each target to which steps are published', async () => {
    const { id, ports, kept, responses, published, due } = await world({ snoozedUntil: hour(13) });
    const result = await applyTransition(id, ports, () => ({
      set: { status: 'disputed', snoozedUntil: undefined, remindedAt: hour(1) },
      step: { what: 'disputed', who: 'ada', why: 'the proxy ends TLS' },
    }));
    const expected = responseOf({ status: 'disputed', remindedAt: hour(1), step: 3, nextAt: hour(48) });
    expect(kept()).toEqual(expected);
    expect(result).toStrictEqual({ kind: 'advanced', response: expected });
    expect((await responses.steps(id)).slice(1)).toEqual([
      { n: 3, at: hour(1), what: 'disputed', who: 'ada', why: 'the proxy ends TLS' },
    ]);
    for (const target of published) expect(target.entries).toEqual([{ id: `answer|${id}|3`, at: hour(1) }]);
    expect(due.entries).toEqual([{ id, at: hour(48) }]);
  });

  test('that moves nothing leaves its entry in the schedule', async () => {
    const { id, ports, due } = await world();
    await applyTransition(id, ports, () => ({ set: {}, step: { what: 'exemption-requested' } }));
    expect(due.entries).toEqual([{ id, at: hour(12) }]);
  });

  test('that closes it takes it from the schedule', async () => {
    const { id, ports, due, kept } = await world();
    await applyTransition(id, ports, () => ({ set: { status: 'closed' }, step: { what: 'closed' } }));
    expect(due.entries).toEqual([]);
    expect(kept()).not.toHaveProperty('nextAt');
  });

  test('is scheduled before it is saved, so that a crash between forgets nothing', async () => {
    const { id, ports, due, responses, published } = await world();
    responses.hook = (at) => {
      if (at === 'before response') throw new Error('a crash');
    };
    await expect(
      applyTransition(id, ports, () => ({ set: { remindedAt: hour(12) }, step: { what: 'reminded' } })),
    ).rejects.toThrow('a crash');
    expect(due.entries).toEqual([
      { id, at: hour(12) },
      { id, at: hour(24) },
    ]);
    expect(published[0]?.entries).toHaveLength(1);
  });

  test('is not taken where there is nothing to change', async () => {
    const { id, ports, kept, due, published } = await world();
    expect(await applyTransition(id, ports, () => undefined)).toEqual({
      kind: 'unchanged',
      response: kept(),
    });
    expect(kept()?.step).toBe(2);
    expect(due.entries).toEqual([{ id, at: hour(12) }]);
    expect(published[0]?.entries).toEqual([]);
  });

  test('is not taken where there is no response', async () => {
    const { ports, due } = await world();
    const step = { set: {}, step: { what: 'reminded' } } as const;
    expect(await applyTransition('none', ports, () => step)).toEqual({ kind: 'not-found' });
    expect(due.entries).toHaveLength(1);
  });

  test.each([
    [1, 'advanced'],
    [9, 'advanced'],
    [10, 'thrown'],
  ])('before which others come %s times is decided anew each time, and %s', async (times, end) => {
    const { id, ports, responses, kept } = await world();
    let others = 0;
    responses.hook = async (at) => {
      if (at !== 'before response' || others === times) return;
      others += 1;
      const { hook } = responses;
      responses.hook = () => undefined;
      await applyTransition(id, ports, () => ({
        set: { acknowledgedBy: `by ${others}` },
        step: { what: 'acknowledged' },
      }));
      responses.hook = hook;
    };
    const seen: (string | undefined)[] = [];
    const step = applyTransition(id, ports, ({ acknowledgedBy }) => {
      seen.push(acknowledgedBy);
      return { set: { remindedAt: hour(1) }, step: { what: 'reminded' } };
    });
    if (end === 'thrown') await expect(step).rejects.toThrow('was changed by others 10 times in a row');
    else expect(await step).toMatchObject({ kind: 'advanced' });
    expect(seen.slice(0, 2)).toEqual([undefined, 'by 1']);
    expect(kept()?.acknowledgedBy).toBe(`by ${times}`);
    expect(kept()?.remindedAt).toBe(end === 'thrown' ? undefined : hour(1));
  });
});
