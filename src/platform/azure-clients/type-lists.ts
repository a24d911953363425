import { parseResourceId, subscriptionIdOf } from '../../model/index.ts';
import type { ArmCaller } from './arm-caller.ts';
import { isJsonObject } from './classify-answer.ts';
import { answerKey } from './arm-caller.ts';
import type { KeptAnswers } from './kept-answers.ts';
import { pagesOf } from './pages.ts';

/** Reads many resources of one type at once, where so many are asked for that single reads would crawl behind the limits. */
export interface TypeLists {
  /**
   * Notes that a resource is to be read, and lists its type in its subscription if many are. Resolves once the list that it waits for has
   * ended: its answers are kept then, for what it showed.
   * @param since only a list that began at this moment or later is of use
   */
  before(resourceId: string, since: string): Promise<void>;
}

interface TypeListOptions {
  readonly caller: ArmCaller;
  readonly kept: KeptAnswers;
  /** Whether a list of the type in a subscription shows each resource as a GET does. */
  readonly isWhole: (type: string) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** From so many different resources on, a list takes fewer calls than single reads. */
const many = 25;

/** Milliseconds for which a resource that was asked for counts. */
const counted = 60_000;

/** The pages of a list. The rest of a larger subscription is read one by one. */
const mostPages = 250;

interface Demand {
  /** The resources that were asked for since the last list, with the moment until which they count. */
  readonly asked: Map<string, number>;
  /** The list that is under way. */
  underway?: Promise<void>;
}

export function createTypeLists({ caller, kept, isWhole, now }: TypeListOptions): TypeLists {
  const demands = new Map<string, Demand>();

  const list = async (subscriptionId: string, type: string): Promise<void> => {
    const path = `/subscriptions/${subscriptionId}/providers/${type}`;
    const begun = kept.begin();
    for await (const page of pagesOf(caller, path, type, mostPages)) {
      // What it has not shown is read one by one, and says there what the trouble is.
      if (page.kind !== 'items') return;
      for (const item of page.items)
        if (isJsonObject(item) && typeof item['id'] === 'string')
          kept.keep(answerKey(item['id']), { kind: 'body', startedAt: page.startedAt, body: item }, begun);
    }
  };

  const note = ({ asked }: Demand, id: string): number => {
    const at = now();
    asked.delete(id);
    asked.set(id, at + counted);
    for (const [each, until] of asked) {
      if (until > at) break;
      asked.delete(each);
    }
    return asked.size;
  };

  return {
    async before(resourceId, since) {
      const type = parseResourceId(resourceId)?.type;
      const subscriptionId = subscriptionIdOf(resourceId)?.toLowerCase();
      if (type === undefined || subscriptionId === undefined || !isWhole(type)) return;
      const key = `${subscriptionId}|${type.toLowerCase()}`;
      const demand = demands.get(key) ?? { asked: new Map<string, number>() };
      demands.set(key, demand);
      const isAnswered = () => kept.get(answerKey(resourceId), since) !== undefined;
      if (isAnswered()) return;
      const size = note(demand, resourceId.toLowerCase());
      if (demand.underway) {
        await demand.underway;
        if (isAnswered()) return;
      }
      if (size < many || demand.underway) return;
      demand.asked.clear();
      demand.underway = list(subscriptionId, type).finally(() => {
        delete demand.underway;
      });
      await demand.underway;
    },
  };
}
