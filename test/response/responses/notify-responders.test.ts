import { describe, expect, test } from 'vitest';
import { createNoticeSender, runDue } from '../../../src/assurance/deadlines/index.ts';
import type { NoticeContent } from '../../../src/notifications/index.ts';
import type { Channel } from '../../../src/notifications/outbox/index.ts';
import { noteOnce } from '../../../src/records/notice.ts';
import {
  enqueueCanary,
  enqueueDigest,
  enqueueUndelivered,
  runReminders,
} from '../../../src/response/follow-up/index.ts';
import { answering } from '../world.ts';

const channels = new Map<string, Channel>(
  ['ops', 'privacy'].map((name) => [
    name,
    { limits: [], send: () => Promise.reject(new Error('not asked for')) },
  ]),
);

async function world() {
  const made = await answering();
  const { records, incidents, subscriptions } = made.ports;
  const needs = { ...made.answerPorts, records, incidents, subscriptions, channels };
  const contents = (kind: string, channel = 'ops') =>
    made.outbox.added
      .filter((each) => each.kind === kind && each.channel === channel)
      .map(({ content }) => content as NoticeContent);
  return { ...made, needs, contents };
}

test('notices are told once, also by a host that begins again: one for all of a baseline', async () => {
  const { needs, contents, clock } = await world();
  for (const tell of [createNoticeSender(), createNoticeSender()]) {
    await tell(needs);
    await tell(needs);
  }
  expect(contents('notice')).toMatchObject([
    { title: expect.stringContaining('phiwatch has begun to watch') },
  ]);
  clock.advance(60);
  expect(await createNoticeSender()(needs)).toBe(1);
  expect(contents('notice')).toHaveLength(1);
});

test('in the morning every channel hears what is open, new and overdue, once a day', async () => {
  const { needs, contents, turn, answer, clock, answerPorts } = await world();
  await turn(false);
  await answer();
  await enqueueDigest(needs);
  await enqueueDigest(needs);
  expect(contents('digest')).toMatchObject([{ title: 'Daily report: 0 overdue, 1 new, 1 open' }]);
  expect(contents('digest', 'privacy')).toHaveLength(1);
  clock.advance(30 * 3_600);
  await runReminders(answerPorts);
  await enqueueDigest(needs);
  const [, second] = contents('digest');
  expect(second?.title).toBe('Daily report: 1 overdue, 0 new, 1 open');
  expect(second?.lines.slice(0, 2)).toEqual(['Overdue:', expect.stringMatching(/^- imaging .*\(high, due /)]);
});

test('each channel is proved once a month', async () => {
  const { needs, contents, clock } = await world();
  await enqueueCanary(needs);
  await enqueueCanary(needs);
  clock.advance(31 * 86_400);
  await enqueueCanary(needs);
  expect(contents('canary')).toHaveLength(2);
  expect(contents('canary', 'privacy')).toHaveLength(2);
});

test('what a channel has not taken for a day is told of on the others, once', async () => {
  const { needs, contents, outbox, clock } = await world();
  const batch = {
    id: 'b',
    keys: ['k'],
    tries: 9,
    notBefore: clock.iso(),
    firstTriedAt: clock.iso(),
    reason: 'HTTP 404',
  };
  await outbox.putBatch('ops', batch);
  clock.advance(86_000);
  await enqueueUndelivered(needs);
  expect(contents('escalation', 'privacy')).toEqual([]);
  clock.advance(500);
  await enqueueUndelivered(needs);
  await enqueueUndelivered(needs);
  expect(contents('escalation', 'privacy')).toMatchObject([
    { title: expect.stringContaining('The channel ops has not delivered 1 message since') },
  ]);
  expect(contents('escalation', 'ops')).toEqual([]);
});

describe('what always throws holds up nothing else', () => {
  const defect = () => Promise.reject(new TypeError('a defect'));

  test('one response, however many: the others are called to mind, and the run fails in the end', async () => {
    const { answerPorts, responses, turn, answer, due, clock, said, lines } = await world();
    await turn(false);
    await answer();
    const [open] = due.entries;
    // More than are done in one run, and due before it.
    for (let n = 0; n < 600; n += 1) await due.add({ id: `bad-${n}`, at: clock.iso() });
    const read = responses.read.bind(responses);
    responses.read = (id) => (id.startsWith('bad') ? defect() : read(id));
    clock.advance(12.5 * 3_600);
    await expect(runReminders(answerPorts)).rejects.toThrow('parts of a run that failed: 600');
    expect(said().at(-1)).toMatch(/^reminder/);
    expect(due.entries.find(({ id }) => id === open?.id)?.at).not.toBe(open?.at);
    // What failed is tried again.
    expect(due.entries).toHaveLength(601);
    expect(lines.join('\n')).toContain('"target":"bad-599","error":"TypeError: a defect"');
  });

  test('one notice', async () => {
    const { needs, outbox, contents, clock } = await world();
    const about = { record: 'agreement', version: 1 } as const;
    for (const id of ['bad', 'good'])
      await noteOnce(
        id,
        { kind: 'expired', at: clock.iso(), about: { ...about, id } },
        needs.records,
        clock.iso(),
      );
    const add = outbox.add.bind(outbox);
    outbox.add = (message) => (message.id === 'notice|bad' ? defect() : add(message));
    const tellNotices = createNoticeSender();
    await expect(tellNotices(needs)).rejects.toThrow('parts of a run that failed: 1');
    expect(contents('notice').map(({ title }) => title)).toContainEqual(expect.stringContaining('good'));
    outbox.add = add;
    // What failed alone is told again.
    expect(await tellNotices(needs)).toBe(1);
    expect(contents('notice').map(({ title }) => title)).toContainEqual(expect.stringContaining('bad'));
  });

  test('one channel of which something is to be told', async () => {
    const { needs, outbox, contents, clock } = await world();
    const firstTriedAt = clock.iso(-2 * 86_400);
    for (const channel of ['ops', 'privacy'])
      await outbox.putBatch(channel, {
        id: channel,
        keys: ['k'],
        tries: 9,
        notBefore: clock.iso(),
        firstTriedAt,
        reason: 'HTTP 404',
      });
    const add = outbox.add.bind(outbox);
    outbox.add = (message) => (message.id.startsWith('undelivered|ops') ? defect() : add(message));
    await expect(enqueueUndelivered(needs)).rejects.toThrow('parts of a run that failed: 1');
    expect(contents('escalation', 'ops')).toMatchObject([{ title: expect.stringContaining('privacy') }]);
  });

  test('reminders, notices, what is not taken, or one channel', async () => {
    const { needs, due, outbox, contents, clock, lines } = await world();
    const sent: string[] = [];
    const channel: Channel = {
      limits: [],
      send: async ({ messages }) => (sent.push(...messages.map(({ id }) => id)), { kind: 'sent' }),
    };
    const sending = {
      outbox,
      clock,
      log: needs.log,
      newId: () => 'n',
      channels: new Map([
        ['ops', channel],
        ['privacy', channel],
      ]),
    };
    due.until = () => {
      throw new TypeError('a defect');
    };
    const stateOf = outbox.channel.bind(outbox);
    outbox.channel = (name) => (name === 'ops' ? defect() : stateOf(name));
    await expect(runDue(needs, sending, createNoticeSender())).rejects.toThrow(
      'parts of a run that failed: 2',
    );
    expect(contents('notice', 'privacy')).toHaveLength(1);
    expect(sent).toHaveLength(1);
    const text = lines.join('\n');
    expect(text).toContain('"target":"reminders"');
    expect(text).toContain('"target":"channel ops"');
  });
});
