import { createNoticeSender } from '../src/assurance/deadlines/index.ts';
import { handleEvent } from '../src/monitoring/ingestion/index.ts';
import { drainChannel } from '../src/notifications/outbox/index.ts';
import type { OutboxPorts } from '../src/notifications/outbox/index.ts';
import { answering } from '../test/response/world.ts';
import {
  account,
  budget,
  collect,
  drain,
  eventOf,
  subscription,
  subscriptionId,
} from '../test/support/fakes.ts';
import { report } from './measure.ts';

const storm = 5_000;
const estate = 20_000;
const groups = 60;
/** The limits of Teams and of a mail server. */
const limits = {
  ops: [
    { count: 2, seconds: 1 },
    { count: 60, seconds: 60 },
  ],
  privacy: [
    { count: 30, seconds: 60 },
    { count: 100, seconds: 3_600 },
  ],
} as const;
const channelNames = Object.keys(limits) as (keyof typeof limits)[];

const idOf = (n: number): string =>
  `${subscription}/resourceGroups/group${n % groups}/providers/Microsoft.Storage/storageAccounts/account${n}`;

/**
 * A baseline of 20,000 resources, then 5,000 drifts of 60 resource groups within a minute: all of the path of a change and of its
 * answer but storage and the network, which are in memory; time is simulated.
 */
export async function benchStorm(): Promise<void> {
  const world = await answering();
  const { clock, ports, azure, outbox, answerPorts, store } = world;
  const sent: { readonly channel: string; readonly size: number; readonly at: number }[] = [];
  const outlets = new Map(
    channelNames.map((channel) => [
      channel as string,
      {
        limits: limits[channel],
        async send({ messages }: { readonly messages: readonly unknown[] }) {
          sent.push({ channel, size: messages.length, at: clock.now().getTime() });
          return Promise.resolve({ kind: 'sent' } as const);
        },
      },
    ]),
  );
  let ids = 0;
  const sending: OutboxPorts = { ...answerPorts, channels: outlets, newId: () => `batch-${(ids += 1)}` };
  const change = async (n: number, secure: boolean): Promise<void> => {
    azure.put(account(secure, idOf(n)));
    await handleEvent(eventOf(idOf(n), clock.iso()), ports, budget);
  };
  const told = (kind: string) => outbox.added.filter((each) => each.kind === kind).length;

  for (let n = 0; n < estate; n += 1) await change(n, n % 5 !== 0);
  clock.advance(120);
  await drain(world, estate * 2);
  await world.answer();
  await createNoticeSender()({ ...answerPorts, ...ports });
  const baseline = told('notice');
  report(`a baseline of ${estate} resources`, `${baseline / channelNames.length} notices`);
  report('  responses', String(world.all().filter(({ drift }) => drift.cause === 'baseline').length));
  await sendAll(sending, clock);
  sent.length = 0;

  const began = clock.now().getTime();
  const compliant = Array.from({ length: estate }, (_, n) => n).filter((n) => n % 5 !== 0);
  for (const [i, n] of compliant.slice(0, storm).entries()) {
    await change(n, false);
    if (i % (storm / 60) < 1) {
      clock.advance(1);
      await world.answer();
      for (const channel of channelNames) await drainChannel(channel, sending);
    }
  }
  await world.answer();
  const recorded = (await collect(store.since([subscriptionId], ''))).filter(
    ({ cause, to }) => cause === 'resource' && to === 'NonCompliant',
  );
  await sendAll(sending, clock);
  report(`${storm} changes within a minute`, `${recorded.length} drifts`);
  report('  responses, all notified', String(world.all().filter(({ notified }) => notified).length));
  for (const channel of channelNames) {
    const own = sent.filter((each) => each.channel === channel);
    const findings = own.reduce((sum, { size }) => sum + size, 0);
    const seconds = Math.round(((own.at(-1)?.at ?? began) - began) / 1000);
    report(
      `  ${channel === 'ops' ? 'Teams' : 'mail'}: ${findings} findings`,
      `${own.length} messages in ${seconds} s`,
    );
  }
  report(
    '  left to send',
    String((await Promise.all(channelNames.map((channel) => outbox.waiting(channel, '9')))).flat().length),
  );
}

/** Lets simulated time go on until nothing waits on any channel. */
async function sendAll(
  sending: OutboxPorts,
  clock: { now(): Date; advance(seconds: number): void },
): Promise<void> {
  for (;;) {
    const next: string[] = [];
    for (const channel of channelNames) {
      const at = await drainChannel(channel, sending);
      if (at !== undefined) next.push(at);
    }
    const [soonest] = next.toSorted();
    if (soonest === undefined) return;
    clock.advance(Math.max(1, (Date.parse(soonest) - clock.now().getTime()) / 1000));
  }
}
