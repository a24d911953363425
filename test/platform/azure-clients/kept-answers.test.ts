import { describe, expect, test } from 'vitest';
import type { ClassifiedAnswer } from '../../../src/platform/azure-clients/classify-answer.ts';
import { createKeptAnswers, createSharing } from '../../../src/platform/azure-clients/kept-answers.ts';

const at = (second: number) => `2026-03-01T08:00:${String(second).padStart(2, '0')}.000Z`;
const body = (second: number, name = 'a'): ClassifiedAnswer => ({
  kind: 'body',
  startedAt: at(second),
  body: { name },
});
const failed: ClassifiedAnswer = { kind: 'failed', startedAt: at(9), reason: 'HTTP 503' };

function world() {
  let time = 0;
  const answers = createKeptAnswers(() => time);
  const kept = {
    ...answers,
    keep: (key: string, answer: ClassifiedAnswer, begun = answers.begin()) =>
      answers.keep(key, answer, begun),
  };
  return { kept, share: createSharing(kept), advance: (milliseconds: number) => void (time += milliseconds) };
}

describe('answers that are kept', () => {
  test('serve whoever is content with one that began then, or later', () => {
    const { kept } = world();
    kept.keep('a', body(10));
    expect(kept.get('a', at(9))).toEqual(body(10));
    expect(kept.get('a', at(10))).toEqual(body(10));
    expect(kept.get('a', at(11))).toBeUndefined();
    expect(kept.get('b', at(9))).toBeUndefined();
  });

  test('are never replaced by an older one, and are only those that say something for good', () => {
    const { kept } = world();
    kept.keep('a', body(10));
    kept.keep('a', body(10, 'older'), 0);
    for (const kind of ['denied', 'failed', 'malformed', 'unmapped', 'unregistered'] as const)
      kept.keep('a', { kind, startedAt: at(20), reason: 'why' });
    kept.keep('a', { kind: 'throttled', startedAt: at(20), retryAfterSeconds: 5, reason: 'why' });
    expect(kept.get('a', at(9))).toEqual(body(10));
    kept.keep('a', { kind: 'gone', startedAt: at(20) });
    expect(kept.get('a', at(9))).toEqual({ kind: 'gone', startedAt: at(20) });
  });

  test('are ordered by when their calls began here, for the service dates them by the second', () => {
    const { kept } = world();
    const [before, after] = [kept.begin(), kept.begin()];
    // The answer after the change took longer: counted back from the same second, it seems to have begun first.
    kept.keep('a', body(10, 'before'), before);
    kept.keep('a', body(9, 'after'), after);
    expect(kept.get('a', at(9))).toEqual(body(9, 'after'));
    expect(kept.get('a', at(10))).toBeUndefined();
    kept.keep('a', body(11, 'before'), before);
    expect(kept.get('a', at(9))).toEqual(body(9, 'after'));
  });

  test('go after a quarter of an hour, and the oldest where there are too many', () => {
    const { kept, advance } = world();
    kept.keep('a', body(10));
    advance(899_999);
    expect(kept.get('a', at(9))).toBeDefined();
    advance(1);
    expect(kept.get('a', at(9))).toBeUndefined();
    for (let n = 0; n < 25_001; n += 1) kept.keep(`key ${n}`, body(10));
    expect(kept.get('key 0', at(9))).toBeUndefined();
    expect(kept.get('key 1', at(9))).toBeDefined();
  });
});

describe('an answer that others have asked for', () => {
  test('is shared while it is on its way, if it began late enough', async () => {
    const { share } = world();
    let calls = 0;
    const ask = () => Promise.resolve(body(10 + (calls += 1)));
    const together = await Promise.all(
      [9, 10, 11].map((second) => share('a', at(second), ask).then((answer) => answer.startedAt)),
    );
    expect(together).toEqual([at(11), at(11), at(11)]);
    expect(calls).toBe(1);
    // These need one that began later, and share that.
    const later = await Promise.all([12, 12].map((second) => share('a', at(second), ask)));
    expect(later).toEqual([body(12), body(12)]);
    expect(calls).toBe(2);
  });

  test('is asked for anew by whoever names no moment, and serves others then', async () => {
    const { share } = world();
    await share('a', at(5), () => Promise.resolve(body(10)));
    expect(await share('a', undefined, () => Promise.resolve(body(12)))).toEqual(body(12));
    expect(await share('a', at(11), () => Promise.reject(new Error('asked again')))).toEqual(body(12));
  });

  test('that fails is the answer of those who wait for it, and the next asks again', async () => {
    const { share } = world();
    let calls = 0;
    const ask = () => Promise.resolve((calls += 1) === 1 ? failed : body(10));
    expect(await Promise.all([1, 2].map(() => share('a', at(5), ask)))).toEqual([failed, failed]);
    expect(await share('a', at(5), ask)).toEqual(body(10));
    await expect(share('b', at(5), () => Promise.reject(new Error('a defect')))).rejects.toThrow('a defect');
    expect(await share('b', at(5), ask)).toEqual(body(10));
  });
});
