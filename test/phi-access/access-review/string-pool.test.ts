import { describe, expect, it } from 'vitest';
import { sharedTexts } from '../../../src/phi-access/access-review/string-pool.ts';
import type { AccessEvent } from '../../../src/phi-access/model/access-log.ts';
import { hourOf } from '../detectors/hospital.ts';

describe('shared texts', () => {
  it('change nothing, and give equal lists as one', () => {
    const { hour } = sharedTexts();
    const row = hourOf('ada', '2026-03-02T09:00:00Z', { patients: ['p1', 'p2'], via: ['gateway'] });
    const [one, other] = [hour(row), hour(structuredClone(row))];
    expect(one).toEqual(row);
    expect(other).toEqual(row);
    expect(other.via).toBe(one.via);
    // One with an empty name is not none.
    expect(hour({ ...row, via: [] }).via).toEqual([]);
    expect(hour({ ...row, via: [''] }).via).toEqual(['']);
    expect(hour({ ...row, operations: ['a\nb'] }).operations).toEqual(['a\nb']);
    expect(hour({ ...row, operations: ['a', 'b'] }).operations).toEqual(['a', 'b']);
  });

  it('give an event no names that it has not', () => {
    const texts = sharedTexts();
    const event: AccessEvent = {
      source: 'signins',
      kind: 'sign-in',
      time: '2026-03-02T09:10:00.000Z',
      principal: 'ada',
      address: '10.0.0.1',
      count: 2,
    };
    expect(texts.event(event)).toStrictEqual(event);
    texts.clear();
    expect(texts.event(event)).toStrictEqual(event);
  });
});
