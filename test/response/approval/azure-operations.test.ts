import { describe, expect, test } from 'vitest';
import { planned, remedies, rowOf } from '../catalogue-remedies.ts';
import { catalogue } from '../simulated.ts';

/** Those whose provider answers before it is done. */
const asynchronous = /^(sql|postgresql|cosmos|disk)-/;
const rows: string[] = [];

test('every remedy of the catalogue is tried', () => {
  expect(remedies.length).toBe(catalogue.policies.filter(({ remedy }) => remedy).length);
});

describe.each(remedies)('%s', (policy, cases) => {
  const isAsynchronous = asynchronous.test(policy);

  test('is verified, where Azure takes 90 seconds too', async () => {
    const { simulation, carryOut } = await planned(policy, cases);
    simulation.operations.arrange({ seconds: 90 });
    const { record, steps, messages, response } = await carryOut();
    const answer = isAsynchronous
      ? '202, success after 90 s'
      : '200, as this provider answers once it is done';
    rows.push(rowOf(policy, answer, { record, steps, messages }));
    expect(record).toEqual(['applied, verified']);
    expect(steps).toEqual([isAsynchronous ? 'accepted' : 'written', 'verified', 'closed: remediated']);
    expect(response).toMatchObject({ status: 'closed', closure: 'remediated' });
    expect(simulation.changes).toHaveLength(1);
  });

  test.runIf(isAsynchronous)(
    'is told of as failed where its operation fails, and never as turned back',
    async () => {
      const { simulation, carryOut } = await planned(policy, cases);
      const failure = {
        code: 'OperationInterrupted',
        message:
          "The operation on 'dr.smith@example.org' was interrupted by another operation on the same resource.",
      };
      simulation.operations.arrange({ seconds: 90, failure });
      const { record, steps, messages, response } = await carryOut();
      rows.push(rowOf(policy, '202, asynchronous failure', { record, steps, messages }));
      const words =
        'OperationInterrupted: The operation on (removed) was interrupted by another operation on the same resource';
      const why = `Azure accepted the change, but the operation failed: ${words}`;
      expect(record).toEqual([`failed (${words})`]);
      expect(steps).toEqual(['accepted', `failed: ${why}`]);
      expect(messages).toEqual([`escalation: Remediation is blocked: ${why}.`]);
      expect(response?.remediation).toMatchObject({ status: 'blocked', why });
      expect(simulation.changes).toEqual([]);
    },
  );

  test('is carried out once the provider is no longer busy, after three minutes', async () => {
    const { simulation, clock, plan, carryOut } = await planned(policy, cases);
    const isCosmos = policy.startsWith('cosmos');
    const status = isCosmos ? 412 : 409;
    const code = isCosmos ? 'PreconditionFailed' : 'ConflictingServerOperation';
    const busyUntil = clock.now().getTime() + 180_000;
    const match = { method: plan.method, idPattern: plan.target };
    const fault = simulation.faults.add({ match, status, code });
    const next = simulation.faults.next.bind(simulation.faults);
    simulation.faults.next = (...request) => {
      if (clock.now().getTime() >= busyUntil) simulation.faults.clear(fault);
      return next(...request);
    };
    const { record, steps, messages, response } = await carryOut();
    rows.push(rowOf(policy, 'busy for 3 minutes', { record, steps, messages }));
    const busy = `busy (HTTP ${status} ${code})`;
    expect(record).toEqual([busy, busy, busy, 'applied, verified']);
    expect(steps.at(-1)).toBe('closed: remediated');
    expect(response).toMatchObject({ closure: 'remediated' });
    expect(simulation.changes).toHaveLength(1);
  });
});

describe('a revert', () => {
  const policy = 'sql-server-requires-tls-1-2';
  const cases = new Map(remedies).get(policy) ?? [];

  test('is reported once its operation has succeeded', async () => {
    const { simulation, carryOut, takeBack } = await planned(policy, cases);
    simulation.operations.arrange({ seconds: 90 });
    await carryOut();
    const { record, steps, messages, response } = await takeBack();
    rows.push(
      rowOf('revert', '202, success after 90 s', {
        record: record.slice(1),
        steps: steps.slice(4),
        messages,
      }),
    );
    expect(record).toEqual(['applied, verified', 'applied, verified']);
    expect(steps.slice(4)).toEqual(['accepted', 'verified']);
    expect(messages).toEqual(['changed: The remediation was reverted, as two people decided.']);
    expect(response?.remediation?.status).toBe('reverted');
  });

  test('that fails in Azure is told of as failed', async () => {
    const { simulation, carryOut, takeBack } = await planned(policy, cases);
    await carryOut();
    const failure = { code: 'ServerDisabled', message: 'Server is disabled.' };
    simulation.operations.arrange({ seconds: 90, failure });
    const { record, steps, messages, response } = await takeBack();
    rows.push(
      rowOf('revert', '202, asynchronous failure', {
        record: record.slice(1),
        steps: steps.slice(4),
        messages,
      }),
    );
    const why = 'Azure accepted the change, but the operation failed: ServerDisabled: Server is disabled';
    expect(record[1]).toBe('failed (ServerDisabled: Server is disabled)');
    expect(steps.slice(4)).toEqual(['accepted', `failed: ${why}`]);
    expect(messages).toEqual([`escalation: Remediation is blocked: ${why}.`]);
    expect(response?.remediation?.status).toBe('blocked');
  });
});

describe('a blob service, which Azure takes only as a whole', () => {
  const policy = 'storage-keeps-blob-versions';
  const cases = new Map(remedies).get(policy) ?? [];
  const rule = { allowedOrigins: ['https://viewer.example.org'], allowedMethods: ['GET'] };

  /** Somebody adds a rule of CORS at a moment. */
  const opened = async () => {
    const world = await planned(policy, cases);
    const { simulation, plan } = world;
    const add = () => {
      const { resource } = simulation.resources.get(plan.target)!;
      const properties = { ...(resource['properties'] as object), cors: { corsRules: [rule] } };
      const body = { ...resource, properties };
      simulation.change({ method: 'PUT', id: plan.target, body, actor: { oid: 'somebody' } });
    };
    const settings = () =>
      simulation.resources.get(plan.target)?.resource['properties'] as Readonly<Record<string, unknown>>;
    return { ...world, add, settings };
  };

  test('keeps what somebody sets while the write is prepared', async () => {
    const { remediation, add, settings, carryOut } = await opened();
    const begin = remediation.writes.places.bind(remediation.writes);
    let isAdded = false;
    remediation.writes.places = (subscription) => {
      if (!isAdded) add();
      isAdded = true;
      return begin(subscription);
    };
    const put = remediation.writes.putPlaces.bind(remediation.writes);
    const taken: number[] = [];
    remediation.writes.putPlaces = (subscription, places, etag) => {
      taken.push(places.length);
      return put(subscription, places, etag);
    };
    const { steps, record, messages } = await carryOut();
    // Who waits holds no place under the caps.
    expect(taken).toEqual([1]);
    expect(settings()).toMatchObject({ isVersioningEnabled: true, cors: { corsRules: [rule] } });
    expect(steps).toEqual([
      'held-back: somebody is changing the resource',
      'written',
      'verified',
      'closed: remediated',
    ]);
    expect(record).toEqual(['applied, verified']);
    expect(messages).toEqual([]);
  });

  test('has people told where other settings are not as they were right before', async () => {
    const { remediation, add, settings, carryOut } = await opened();
    const path = settings()['cors'] === undefined ? 'properties.cors' : 'properties.cors.corsRules';
    const end = remediation.writes.end.bind(remediation.writes);
    remediation.writes.end = (intent, outcome) => {
      add();
      return end(intent, outcome);
    };
    const { steps, messages, response } = await carryOut();
    const moved = `other settings are not as they were right before: ${path}`;
    expect(steps).toEqual(['written', `verified: ${moved}`, 'closed: remediated']);
    expect(messages).toEqual([
      `escalation: phiwatch wrote its change, and Azure takes this resource only as a whole. Settings that phiwatch did not mean to change are not as they were right before: ${path}.`,
    ]);
    expect(response).toMatchObject({ closure: 'remediated' });
  });
});

test('the record and the messages are as they were read and found right', async () => {
  await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('azure-operations.txt');
});
