import type { AlertSettings } from '../../src/alert-settings.ts';
import { handleEvent } from '../../src/compliance/index.ts';
import { takeUp } from '../../src/responses/index.ts';
import type { DriftWork, Response, ResponsePorts, Step } from '../../src/responses/index.ts';
import { MemoryDue, MemoryOutbox, MemoryResponses } from '../support/fake-answers.ts';
import { account, accountId, budget, createWorld, eventOf, MemoryQueue } from '../support/fakes.ts';

export const alerts: AlertSettings = {
  channels: {
    ops: { kind: 'teams', url: 'OPS_TEAMS_URL' },
    privacy: { kind: 'smtp', url: 'SMTP_URL', from: 'phiwatch@example.org', to: ['privacy@example.org'] },
  },
  teamsHosts: [],
};

/** An account that was seen as compliant, and the answers to what becomes of it. */
export async function answering(settings: AlertSettings = alerts) {
  const world = createWorld();
  const responses = new MemoryResponses<Response, Step>();
  const due = new MemoryDue();
  const outbox = new MemoryOutbox();
  const wake = new MemoryQueue(world.clock);
  const ports: ResponsePorts = {
    responses,
    due,
    outbox,
    wake,
    alerts: settings,
    store: world.store,
    journal: world.store,
    clock: world.clock,
    log: world.ports.log,
  };
  /** Changes the account, tells of it, and leaves what is to be answered on the queue. */
  const turn = async (secure: boolean, id = accountId) => {
    world.clock.advance(120);
    world.azure.put(account(secure, id));
    await handleEvent(eventOf(id, world.clock.iso(-90)), world.ports, budget);
  };
  const work = (): DriftWork[] => world.respond.messages.splice(0).map(({ body }) => body as DriftWork);
  /** Takes up all that is to be answered. */
  const answer = async (places = work()) => {
    for (const place of places) await takeUp(place, ports);
  };
  await turn(true);
  await answer();
  const said = (lane = 'ops') =>
    outbox.added
      .filter((each) => each.lane === lane)
      .map(({ kind, id }) => `${kind} ${id.split('|').at(-1)}`);
  const all = () => [...responses.kept.values()].map(({ value }) => value);
  return { ...world, responses, due, outbox, wake, answerPorts: ports, turn, work, answer, said, all };
}
