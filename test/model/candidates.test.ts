import { describe, expect, it } from 'vitest';
import { commonActor, commonCorrelation, mergeCandidates } from '../../src/model/candidates.ts';
import { candidateOf, driftOf, resourceIn } from '../platform/store/samples.ts';

const id = resourceIn('g');
const first = candidateOf('1', 'alice', '2026-03-01T09:00:00Z');
const withActor = driftOf(id, 1, { candidates: [first], actor: { objectId: 'alice', kind: 'User' } });

describe('mergeCandidates', () => {
  it('adds late events, oldest first, and keeps the actor that all of them name', () => {
    const earlier = candidateOf('2', 'ALICE', '2026-03-01T10:00:00+02:00');
    const merged = mergeCandidates(withActor, [earlier]);
    expect(merged.candidates).toEqual([earlier, first]);
    expect(merged.actor?.objectId?.toLowerCase()).toBe('alice');
  });

  it.each([
    ['names another', candidateOf('2', 'bob')],
    ['names nobody', candidateOf('2')],
  ])('withdraws the actor where a late event %s', (_, late) => {
    const merged = mergeCandidates(withActor, [late]);
    expect(merged).not.toHaveProperty('actor');
    expect(merged.candidates).toHaveLength(2);
  });

  it('keeps the correlation id only while all events have it', () => {
    const [one, same, other] = ['c1', 'c1', 'c2'].map((correlationId, n) => ({
      ...candidateOf(`${n}`, 'alice'),
      correlationId,
    }));
    const drift = driftOf(id, 1, { candidates: [one!], correlationId: 'c1' });
    expect(mergeCandidates(drift, [same!]).correlationId).toBe('c1');
    expect(mergeCandidates(drift, [other!])).not.toHaveProperty('correlationId');
    expect(commonCorrelation([])).toBeUndefined();
  });

  it('names the actor where the only event came late', () => {
    expect(mergeCandidates(driftOf(id, 1), [first]).actor).toEqual(first.actor);
  });

  it('leaves a drift as it is where the event is known already', () => {
    expect(mergeCandidates(withActor, [first])).toBe(withActor);
    expect(mergeCandidates(withActor, [])).toBe(withActor);
    expect(mergeCandidates(driftOf(id, 1), [first, first]).candidates).toEqual([first]);
  });
});

describe('commonActor', () => {
  it('is one person through whichever application', () => {
    const direct = { ...first, actor: { objectId: 'alice', appId: 'portal' } };
    expect(commonActor([direct, { ...first, actor: { objectId: 'alice', appId: 'cli' } }])).toBe(
      direct.actor,
    );
    expect(
      commonActor([
        { ...first, actor: { appId: 'a' } },
        { ...first, actor: { appId: 'b' } },
      ]),
    ).toBeUndefined();
    expect(commonActor([])).toBeUndefined();
    expect(commonActor([{ ...first, actor: {} }])).toBeUndefined();
  });
});
