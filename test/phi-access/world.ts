import { createMemory } from '../../cli/access/memory.ts';
import type { AlertSettings } from '../../src/notifications/settings.ts';
import { createObserver } from '../../src/phi-access/access-review/index.ts';
import type { ReviewPorts } from '../../src/phi-access/access-review/index.ts';
import { patientKey } from '../../src/phi-access/model/index.ts';
import { createLog } from '../../src/platform/telemetry/index.ts';
import { MemoryDue, MemoryOutbox } from '../support/fake-answers.ts';
import { FakeClock, MemoryQueue } from '../support/fakes.ts';
import { FakeLogs, query } from './fake-logs.ts';

export const officer = '0a1f4b92-3c6e-4a08-b5d7-91e2c8f06a01';
export const deputy = '0b1f4b92-3c6e-4a08-b5d7-91e2c8f06a02';

const alerts: AlertSettings = {
  channels: {
    ops: { kind: 'teams', url: 'OPS_TEAMS_URL' },
    privacy: { kind: 'teams', url: 'PRIVACY_TEAMS_URL' },
    deputy: { kind: 'teams', url: 'DEPUTY_TEAMS_URL' },
  },
  privacy: { privacy: [officer], deputy: [deputy] },
  teamsHosts: [],
  timeZone: 'UTC',
};

/** A review over a log that a test writes, with stores in memory. */
export function reviewing(start: string) {
  const clock = new FakeClock(start);
  const logs = new FakeLogs();
  const memory = createMemory();
  const outbox = new MemoryOutbox();
  const published = new MemoryDue();
  const lines: string[] = [];
  const ports: ReviewPorts = {
    ...memory,
    queries: [query],
    logs,
    keyed: patientKey('a key'),
    directory: () =>
      Promise.resolve({
        version: '1',
        directory: {
          principals: new Map(),
          approvedAgents: new Set(),
          networks: [],
          holidays: new Set(),
          onCall: [],
          vipPatients: new Set(),
        },
      }),
    observe: createObserver(),
    dailyBudget: 10,
    published: [published],
    outbox,
    wake: new MemoryQueue(clock),
    alerts,
    clock,
    log: createLog((_level, line) => lines.push(line)),
  };
  return { clock, logs, memory, outbox, published, ports, lines };
}

/** Everything that the profiles hold. */
export async function profilesIn({ profiles }: Pick<ReviewPorts, 'profiles'>) {
  const found = [];
  for await (const { hour, rows } of profiles.between(query.name, '2000', '3000')) found.push({ hour, rows });
  return found;
}
