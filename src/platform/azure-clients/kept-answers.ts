import type { ClassifiedAnswer } from './classify-answer.ts';

/** Answers of Resource Manager that serve whoever is content with one that began at some moment, or later. */
export interface KeptAnswers {
  /** Returns the answer to a key that began at `since` or later. */
  get(key: string, since: string): ClassifiedAnswer | undefined;
  /** Returns the place of a call that begins now among all calls: their dates have seconds, too few to order them by. */
  begin(): number;
  /** Keeps an answer that says something for good: a body, or that nothing is there. `begun`: the place of its call. */
  keep(key: string, answer: ClassifiedAnswer, begun: number): void;
}

/** The answers that a storm of changes of one type needs, a few for each resource: some 100 MB at 4 KB. */
const mostKept = 25_000;

/** Milliseconds. Tasks that are queued again and again are older than any answer that is of use to them. */
const longestKept = 15 * 60_000;

/** `now`: milliseconds since 1970. The oldest answers go first. */
export function createKeptAnswers(now: () => number): KeptAnswers {
  const kept = new Map<
    string,
    { readonly answer: ClassifiedAnswer; readonly until: number; readonly begun: number }
  >();
  let calls = 0;
  return {
    get(key, since) {
      const found = kept.get(key);
      return found && found.until > now() && found.answer.startedAt >= since ? found.answer : undefined;
    },
    begin: () => (calls += 1),
    keep(key, answer, begun) {
      if (answer.kind !== 'body' && answer.kind !== 'gone') return;
      const before = kept.get(key);
      if (before && before.begun > begun) return;
      kept.delete(key);
      kept.set(key, { answer, until: now() + longestKept, begun });
      for (const [oldest, { until }] of kept) {
        if (kept.size <= mostKept && until > now()) return;
        kept.delete(oldest);
      }
    },
  };
}

/**
 * Gives a kept answer, or one that is on its way and turns out to have begun late enough, or asks. Whoever names no moment always asks.
 */
export function createSharing(kept: KeptAnswers) {
  const underway = new Map<string, Promise<ClassifiedAnswer>>();
  return async (
    key: string,
    since: string | undefined,
    ask: () => Promise<ClassifiedAnswer>,
  ): Promise<ClassifiedAnswer> => {
    // There is no pause between the last look at what others have asked for and the own question: else many would ask at once.
    if (since !== undefined)
      for (;;) {
        const found = kept.get(key, since);
        if (found) return found;
        const other = underway.get(key);
        if (!other) break;
        const answer = await other;
        // Trouble is the same for all who ask at this moment.
        if (answer.kind !== 'body' && answer.kind !== 'gone') return answer;
      }
    const begun = kept.begin();
    const asking = ask();
    underway.set(key, asking);
    try {
      const answer = await asking;
      kept.keep(key, answer, begun);
      return answer;
    } finally {
      if (underway.get(key) === asking) underway.delete(key);
    }
  };
}
