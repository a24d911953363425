import { beyondLimits, bulkMessage } from '../../model/index.ts';
import type { ChangesMessage } from '../../model/index.ts';
import { affectedAt } from '../../monitoring/changes/index.ts';
import { parseMessage } from '../../monitoring/ingestion/index.ts';
import { wakeMessage } from '../../notifications/outbox/index.ts';
import type { QueueName } from '../../platform/store/index.ts';
import { respondWork } from '../../response/responses/index.ts';
import type { PoisonPorts } from './ports.ts';

/** A message by what it asks for, in ids alone. */
export interface UnderstoodMessage {
  /** The messages that ask for the same. */
  readonly work: readonly unknown[];
  readonly resources: readonly string[];
}

type Known = Pick<PoisonPorts, 'catalogue' | 'policies'>;

/** The Functions host hands over no deeper message: its library reads them by recursion. */
const limits = { levels: 64, characters: 64 * 1024 };

/** Reads the text of a message as it lies in a queue. Undefined: no function can make anything of it. */
export function understood(queue: QueueName, text: string, known: Known): UnderstoodMessage | undefined {
  const message = jsonIn(text);
  if (message === undefined || beyondLimits(message, limits) !== undefined) return undefined;
  return readers[queue](message, known);
}

const readers: Readonly<
  Record<QueueName, (message: unknown, known: Known) => UnderstoodMessage | undefined>
> = {
  changes: fromChanges,
  'changes-bulk': (message) => {
    const { data } = bulkMessage.safeParse(message);
    // A comparison alone puts no state in doubt.
    return data && { work: [data], resources: data.kind === 'task' ? [data.task.target] : [] };
  },
  respond: (message) => {
    const { data } = respondWork.safeParse(message);
    return data && { work: [data], resources: 'resourceId' in data ? [data.resourceId] : [] };
  },
  outbox: (message) => {
    const { data } = wakeMessage.safeParse(message);
    return data && { work: [{ channel: data.channel }], resources: [] };
  },
};

function fromChanges(message: unknown, known: Known): UnderstoodMessage | undefined {
  const parsed = parseMessage(message);
  if (parsed.kind === 'rejected') return undefined;
  if (parsed.kind === 'task') return { work: [parsed], resources: [parsed.task.target] };
  if (parsed.kind !== 'event') return { work: [parsed], resources: [] };
  const changes = parsed.events.flatMap(({ parsed: each }) => (each.kind === 'change' ? [each.change] : []));
  const work = changes.flatMap((change) =>
    affectedAt(change, known).map((target): ChangesMessage => ({
      kind: 'task',
      task: { target, change, attempt: 0 },
    })),
  );
  const resources = work.flatMap((each) => (each.kind === 'task' ? [each.task.target] : []));
  return { work, resources: [...new Set(resources)] };
}

/** Messages are base64 of UTF-8. Other text may have been put there, too. */
function jsonIn(text: string): unknown {
  for (const each of [Buffer.from(text, 'base64').toString('utf8'), text]) {
    try {
      return JSON.parse(each);
    } catch {
      // The other form may be JSON.
    }
  }
  return undefined;
}
