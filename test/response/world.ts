import type { Resource } from '../../src/model/resource.ts';
import { handleEvent } from '../../src/monitoring/ingestion/index.ts';
import type { AlertSettings } from '../../src/notifications/settings.ts';
import { applyDecision, verifyDecision } from '../../src/response/approval/index.ts';
import type { Turn } from '../../src/response/approval/index.ts';
import { answerMessage } from '../../src/response/follow-up/index.ts';
import type {
  FreezeWindow,
  KillSwitch,
  Mode,
  RemediationMode,
  RemediationPorts,
} from '../../src/response/remediation/index.ts';
import type { OwnResource } from '../../src/response/remediation/own-resources.ts';
import { respondWork } from '../../src/response/responses/index.ts';
import type {
  DecisionWork,
  DriftWork,
  RespondWork,
  Response,
  ResponsePorts,
  ResponseStep,
} from '../../src/response/responses/index.ts';
import type { CataloguePolicy } from '../../src/rules/controls/types.ts';
import { MemoryDue, MemoryOutbox, MemoryResponses, MemoryWrites } from '../support/fake-answers.ts';
import { FakeChecks } from '../support/fake-checks.ts';
import { FakeWriter } from '../support/fake-writer.ts';
import {
  account,
  accountId,
  budget,
  createWorld,
  drain,
  eventOf,
  group,
  MemoryQueue,
  secureTransfer,
} from '../support/fakes.ts';
import { MemoryRecords } from '../support/memory-records.ts';

export const alerts: AlertSettings = {
  channels: {
    ops: { kind: 'teams', url: 'OPS_TEAMS_URL' },
    privacy: { kind: 'smtp', url: 'SMTP_URL', from: 'phiwatch@example.org', to: ['privacy@example.org'] },
  },
  teamsHosts: [],
  timeZone: 'UTC',
};

/** Who makes the changes, and two who may approve. */
export const people = {
  author: '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d',
  ada: '0a1f4b92-3c6e-4a08-b5d7-91e2c8f06a01',
  ben: '0b1f4b92-3c6e-4a08-b5d7-91e2c8f06a02',
} as const;

const remediate: CataloguePolicy = {
  ...secureTransfer,
  remediation: 'patch',
  remedy: { kind: 'patch', properties: { supportsHttpsTrafficOnly: true }, method: 'PATCH' },
};

/** An account that was seen as compliant, and the answers to what becomes of it. */
export async function answering(settings: AlertSettings = alerts, policies = [remediate]) {
  const world = createWorld(policies);
  const responses = new MemoryResponses<Response, ResponseStep>();
  const due = new MemoryDue();
  const published = new MemoryDue();
  const outbox = new MemoryOutbox();
  const wake = new MemoryQueue(world.clock);
  const writes = new MemoryWrites();
  const writer = new FakeWriter(world.azure);
  const checks = new FakeChecks();
  let ids = 0;
  const freezes: FreezeWindow[] = [];
  const own: OwnResource[] = [];
  const modes = new MemoryRecords<RemediationMode>();
  const remediation: RemediationPorts = {
    ...world.ports,
    writer,
    checks,
    writes,
    modes,
    killSwitches: new MemoryRecords<KillSwitch>(),
    announcedChanges: world.ports.records.announcedChanges,
    settings: { optOutTag: 'phiwatch-remediation', freezes },
    own,
    newId: () => `id-${(ids += 1)}`,
  };
  const ports: ResponsePorts = {
    responses,
    due,
    published: [published],
    outbox,
    wake,
    respond: world.respond,
    changes: world.queue,
    remediation,
    alerts: settings,
    store: world.store,
    journal: world.store,
    clock: world.clock,
    log: world.ports.log,
  };
  world.azure.put({ id: group, name: 'clinic', type: 'Microsoft.Resources/subscriptions/resourceGroups' });
  /** Changes a resource, tells of it, and leaves what is to be answered on the queue. */
  const change = async (resource: Resource & { id: string }, by: string | null = people.author) => {
    world.clock.advance(120);
    world.azure.put(resource);
    await handleEvent(userEvent(resource.id, world.clock.iso(-90), by), world.ports, budget);
  };
  /** Does so with the account. */
  const turn = (secure: boolean, id = accountId, by: string | null = people.author) =>
    change(account(secure, id), by);
  const work = (): RespondWork[] =>
    world.respond.messages.splice(0).map(({ body }) => respondWork.parse(body));
  /** The drifts among it. */
  const places = (): DriftWork[] => work().filter((each) => 'sequence' in each);
  /** Does what a workflow does. Short waits go by at once. */
  const run = async ({ id, decision }: DecisionWork) => {
    for (let turnOf: Turn; ; world.clock.advance(secondsUntil(turnOf))) {
      turnOf = await applyDecision({ id, decision }, ports);
      if (turnOf.kind !== 'wait') break;
      if (secondsUntil(turnOf) > 900) return;
    }
    for (let readings = 0; ;) {
      const checked = await verifyDecision({ id, decision, readings }, ports);
      if (checked.kind !== 'wait' || secondsUntil(checked) > 900) return;
      if (!checked.operating) readings += 1;
      world.clock.advance(secondsUntil(checked));
    }
  };
  const secondsUntil = (turnOf: Turn): number =>
    turnOf.kind === 'wait' ? Math.max(0, (Date.parse(turnOf.until) - world.clock.now().getTime()) / 1000) : 0;
  /** Does all that is to be answered, and what comes of it. */
  const answer = async (messages = work()) => {
    for (let left = messages; left.length > 0; left = work())
      for (const message of left) await answerMessage(message, ports, run);
  };
  /** Evaluates again what was written, and answers what comes of that. */
  const settle = async () => {
    await drain({ ...world }, 100);
    await answer();
  };
  const mode = async (wanted: Mode, id = 'mode', policy = remediate.name) => {
    const rule: RemediationMode = {
      mode: wanted,
      policy,
      why: 'as agreed',
      status: 'approved',
      requestedBy: people.ada,
      approvals: [],
    };
    await modes.add('all', { id, version: 1, recordedAt: world.clock.iso(), value: rule });
  };
  await turn(true);
  await answer();
  const said = (channel = 'ops') =>
    outbox.added
      .filter((each) => each.channel === channel)
      .map(({ kind, id }) => `${kind} ${id.split('|').at(-1)}`);
  const kinds = () => outbox.added.filter(({ channel }) => channel === 'ops').map(({ kind }) => kind);
  const all = () => [...responses.kept.values()].map(({ value }) => value);
  const parts = [responses, due, outbox, writes, writer];
  return {
    ...world,
    responses,
    due,
    published,
    outbox,
    wake,
    writes,
    writer,
    checks,
    remediation,
    freezes,
    own,
    answerPorts: ports,
    change,
    turn,
    work,
    places,
    run,
    answer,
    settle,
    mode,
    said,
    kinds,
    all,
    parts,
  };
}

/** An event that names a person, as those of people do. */
function userEvent(id: string, time: string, oid: string | null) {
  const event = eventOf(id, time, oid === null ? {} : { oid });
  const authorization = { evidence: { principalType: 'User', principalId: oid } };
  return oid === null ? event : { ...event, data: { ...event.data, authorization } };
}
