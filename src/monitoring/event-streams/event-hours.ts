import { hour } from '../../base/index.ts';
import type { Clock } from '../../base/index.ts';
import type { SharedRows } from '../../platform/store/index.ts';

/** Hours since 1970 in which events of a subscription came, in order: those of the latest two weeks. */
export interface HeardHours {
  readonly hours: readonly number[];
}

/** Notes the hours in which events of a subscription come. */
export interface EventHours {
  /** Notes that events of a subscription have come: once an hour in each process. */
  note(subscriptionId: string): Promise<void>;
  of(subscriptionId: string): Promise<readonly number[]>;
}

const keptHours = 14 * 24;

/** The most tries, as other instances note the same hour. Then the next event notes it. */
const mostConflicts = 5;

export function createEventHours(rows: SharedRows<HeardHours>, clock: Pick<Clock, 'now'>): EventHours {
  const noted = new Map<string, number>();
  return {
    async note(subscriptionId) {
      const current = Math.floor(clock.now().getTime() / hour);
      if (noted.get(subscriptionId) === current) return;
      for (let tries = 0; tries < mostConflicts; tries += 1) {
        const found = await rows.read(subscriptionId);
        const before = found?.value.hours ?? [];
        const hours = [...new Set([...before, current])]
          .filter((each) => each > current - keptHours)
          .toSorted((one, other) => one - other);
        const isKnown = before.includes(current);
        if (isKnown || (await rows.write(subscriptionId, { hours }, found?.etag)) === 'written') {
          noted.set(subscriptionId, current);
          return;
        }
      }
    },
    of: async (subscriptionId) => (await rows.read(subscriptionId))?.value.hours ?? [],
  };
}
