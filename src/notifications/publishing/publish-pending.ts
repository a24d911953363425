import { at } from '../../base/index.ts';
import type { ScheduleEntry } from '../../platform/store/index.ts';
import type { IntegrationEvent } from './integration-event.ts';
import type { PendingPorts } from './ports.ts';
import { together } from './publish-drifts.ts';
import type { Target } from './types.ts';

/** An event that has not happened so long after it was noted never will. */
const vainSeconds = 900;

/** In one run: the rest waits for the next. */
const most = 5_000;

/** Publishes what was noted, each to each target: what a target does not take stays noted. @returns how many were sent */
export async function publishPending(ports: PendingPorts): Promise<number> {
  let count = 0;
  for (const target of ports.targets) count += await publishTo(target, ports);
  return count;
}

async function publishTo(
  target: Target,
  { pendingFor: notedFor, events: facts, clock, log }: PendingPorts,
): Promise<number> {
  const book = notedFor(target.name);
  const now = clock.now().toISOString();
  let waiting: { readonly entry: ScheduleEntry; readonly fact: IntegrationEvent }[] = [];
  let count = 0;
  const flush = async (): Promise<boolean> => {
    if (waiting.length === 0) return true;
    // Of two who wanted to be first, both have noted it.
    const once = new Map(waiting.map(({ fact }) => [fact.id, fact]));
    const delivery = await target.send([...once.values()]);
    if (delivery.kind !== 'sent') {
      const reason = delivery.kind === 'held' ? `asked to wait ${delivery.seconds} s` : delivery.reason;
      log.warn('Integration events could not be published', {
        target: target.name,
        count: once.size,
        reason,
      });
      return false;
    }
    for (const { entry } of waiting) await book.remove(entry);
    count += once.size;
    waiting = [];
    return true;
  };
  for await (const entry of book.until(now)) {
    const [kind = ''] = entry.id.split('|', 1);
    const fact = await facts[kind]?.(entry.id.slice(kind.length + 1));
    if (fact) waiting.push({ entry, fact });
    else if (at(now) - at(entry.at) > vainSeconds * 1000) await book.remove(entry);
    if (waiting.length === together && !(await flush())) return count;
    if (count >= most) return count;
  }
  await flush();
  return count;
}
