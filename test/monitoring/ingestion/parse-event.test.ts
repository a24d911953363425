import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEvent } from '../../../src/monitoring/ingestion/index.ts';
import { accountId, eventOf, group } from '../../support/fakes.ts';

const time = '2026-03-01T08:00:00.1234567Z';
const oid = 'aaaaaaaa-0000-4000-8000-000000000001';
const eventId = 'eeeeeeee-0000-4000-8000-000000000001';
const correlationId = 'cccccccc-0000-4000-8000-000000000001';

const management = (
  more: Parameters<typeof eventOf>[2] = {},
  data: Record<string, unknown> = {},
  id = accountId,
) => {
  const event = eventOf(id, time, { id: eventId, correlationId, ...more });
  return { ...event, data: { ...event.data, ...data } };
};

/** The same event as a CloudEvent. */
const asCloudEvent = ({ id, eventType, eventTime, subject, topic, data }: ReturnType<typeof eventOf>) => ({
  specversion: '1.0',
  id,
  type: eventType,
  time: eventTime,
  subject,
  source: topic,
  data,
});

/** Objects within one another, so many levels below `data`. */
function nested(levels: number): Record<string, unknown> {
  let value: unknown = 1;
  for (let n = 0; n < levels; n += 1) value = { a: value };
  return { nested: value };
}

describe('an event of the resource manager', () => {
  test('reads alike in both schemas', () => {
    const event = management({ oid });
    const trigger = {
      kind: 'event',
      eventId,
      operation: 'write',
      operationName: 'Microsoft.Storage/storageAccounts/write',
      actor: { objectId: oid, kind: 'Unknown' },
      correlationId,
    };
    const change = { resourceId: accountId, time, trigger };
    expect(parseEvent(event)).toEqual({ kind: 'change', change });
    expect(parseEvent(asCloudEvent(event))).toEqual({ kind: 'change', change });
  });

  test.each([
    ['Microsoft.Resources.ResourceDeleteSuccess', 'Microsoft.Storage/storageAccounts/delete', 'delete'],
    ['Microsoft.Resources.ResourceActionSuccess', 'Microsoft.Web/sites/restart/action', 'action'],
  ])('%s of %s is a %s', (type, operation, expected) => {
    expect(parseEvent(management({ type, operation }))).toMatchObject({
      change: { trigger: { kind: 'event', operation: expected } },
    });
  });

  test.each([
    ['Microsoft.Resources.ResourceWriteFailure', 'Microsoft.Storage/storageAccounts/write'],
    ['Microsoft.Resources.ResourceDeleteCancel', 'Microsoft.Storage/storageAccounts/delete'],
    ['Microsoft.Resources.ResourceActionSuccess', 'Microsoft.Storage/storageAccounts/listKeys/action'],
    ['Microsoft.Resources.ResourceActionSuccess', 'Microsoft.Storage/storageAccounts/ListAccountSas/action'],
    ['Microsoft.Resources.ResourceActionSuccess', 'Microsoft.Web/sites/config/list/action'],
  ])('%s of %s is noise', (type, operation) => {
    expect(parseEvent(management({ type, operation }))).toMatchObject({ kind: 'noise' });
  });

  test('tags are a change of what they lie on', () => {
    const id = `${group}/providers/Microsoft.Resources/tags/default`;
    expect(parseEvent(management({}, {}, id))).toMatchObject({ change: { resourceId: group } });
  });

  test('a move is told of the group that is left', () => {
    const operation = 'Microsoft.Resources/subscriptions/resourceGroups/moveResources/action';
    const type = 'Microsoft.Resources.ResourceActionSuccess';
    const change = { trigger: { operation: 'move' }, resourceId: group };
    expect(parseEvent(management({ operation, type }, {}, group))).toMatchObject({ change });
  });
});

describe('a resource notification', () => {
  const notification = (type: string) => ({
    specversion: '1.0',
    id: eventId,
    type,
    time,
    source: '/subscriptions/s',
    data: {
      resourceInfo: {
        id: accountId,
        name: 'imaging',
        type: 'x',
        properties: { supportsHttpsTrafficOnly: 1 },
      },
      operationalInfo: { resourceEventTime: '2026-03-01T07:59:59Z' },
      apiVersion: '2024-01-01',
    },
  });

  test.each([
    ['Microsoft.ResourceNotifications.Resources.CreatedOrUpdated', 'write'],
    ['Microsoft.ResourceNotifications.Resources.Deleted', 'delete'],
  ])('%s', (type, operation) => {
    expect(parseEvent(notification(type))).toEqual({
      kind: 'change',
      change: {
        resourceId: accountId,
        time: '2026-03-01T07:59:59Z',
        trigger: { kind: 'event', eventId, operation, operationName: type },
      },
    });
  });
});

describe('an event with an odd member', () => {
  const triggerOf = (event: unknown) => {
    const parsed = parseEvent(event);
    return parsed.kind === 'change' ? parsed.change.trigger : parsed;
  };
  const hashed = expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string;

  test.each([
    ['a mail address', 'jane.doe@clinic.example'],
    ['a name', 'Mira Quillfeather'],
    ['a short word', 'e'],
    ['an endless text', 'e'.repeat(100_000)],
  ])('%s as its id or its correlation is kept as a hash, and the change is not missed', (_, odd) => {
    expect(triggerOf(management({ id: odd, correlationId: odd }))).toMatchObject({
      eventId: hashed,
      correlationId: hashed,
    });
    expect(triggerOf(asCloudEvent(management({ id: odd })))).toEqual(triggerOf(management({ id: odd })));
    expect(triggerOf(management({ id: odd }))).not.toEqual(triggerOf(management({ id: `${odd}2` })));
  });

  test.each([
    ['the id of an event of Azure Policy', 'A'.repeat(64)],
    ['a GUID', oid],
    ['a hash of ours', `sha256:${'0'.repeat(64)}`],
  ])('%s is kept as it is', (_, id) => {
    expect(triggerOf(management({ id, correlationId: id }))).toMatchObject({
      eventId: id,
      correlationId: id,
    });
  });

  test.each([
    ['a name', 'Mira Quillfeather'],
    ['a name with a dot', 'Mira.Quillfeather'],
    ['a mail address', 'Microsoft.Storage/jane@clinic.example/write'],
    ['the number of a record', 'Microsoft.Storage/mrn-3381/write'],
    ['an endless text', `Microsoft.Storage/${'a'.repeat(100_000)}/write`],
    ['none', undefined],
    ['a number', 7],
  ])('%s as its operation is not kept, and the change is not missed', (_, operationName) => {
    expect(triggerOf(management({}, { operationName }))).toMatchObject({
      operation: 'write',
      operationName: 'write',
    });
  });

  test('a correlation that is no text is left out', () => {
    expect(triggerOf(management({}, { correlationId: { name: 'Mira' } }))).not.toHaveProperty(
      'correlationId',
    );
  });
});

describe('who it was', () => {
  const claim = 'http://schemas.microsoft.com/identity/claims/objectidentifier';
  const actorOf = (data: Record<string, unknown>) => {
    const parsed = parseEvent(management({}, data));
    if (parsed.kind !== 'change' || parsed.change.trigger.kind !== 'event') return undefined;
    return parsed.change.trigger.actor;
  };

  test('is known by ids alone', () => {
    const claims = {
      [claim]: oid,
      appid: oid,
      name: 'Alice Adams',
      upn: 'alice@clinic.example',
      ipaddr: '192.0.2.1',
    };
    const authorization = { evidence: { principalType: 'User', principalId: oid.replaceAll('-', '') } };
    expect(actorOf({ claims, authorization })).toEqual({ objectId: oid, appId: oid, kind: 'User' });
    expect(JSON.stringify(parseEvent(management({}, { claims })))).not.toMatch(/Alice|example|192\.0/);
  });

  test('comes from the evidence where there is no claim, written without dashes', () => {
    const evidence = {
      principalType: 'ServicePrincipal',
      principalId: oid.replaceAll('-', '').toUpperCase(),
    };
    expect(actorOf({ authorization: { evidence } })).toEqual({ objectId: oid, kind: 'ServicePrincipal' });
    expect(actorOf({ authorization: JSON.stringify({ evidence }) })).toEqual({
      objectId: oid,
      kind: 'ServicePrincipal',
    });
  });

  test('is a person where somebody signed in, whatever the evidence says', () => {
    const scope = 'http://schemas.microsoft.com/identity/claims/scope';
    expect(actorOf({ claims: { [claim]: oid, [scope]: 'user_impersonation' } })).toEqual({
      objectId: oid,
      kind: 'User',
    });
    expect(actorOf({ claims: { [claim]: oid } })).toEqual({ objectId: oid, kind: 'Unknown' });
  });

  test('is not the group by which somebody had the role', () => {
    expect(
      actorOf({ authorization: { evidence: { principalType: 'Group', principalId: oid } } }),
    ).toBeUndefined();
  });

  test('is not known from what is no id', () => {
    expect(actorOf({ claims: { [claim]: 'alice@clinic.example' }, authorization: '{' })).toBeUndefined();
  });
});

describe('what cannot be understood', () => {
  test.each([
    ['nothing', undefined, 'Event Grid event: must be given'],
    ['no time', { ...management(), eventTime: 'yesterday' }, 'Event Grid event: eventTime'],
    ['a CloudEvent without an id', { ...asCloudEvent(management()), id: undefined }, 'CloudEvent: id'],
    ['an unknown type', management({ type: 'Contoso.Thing' }), 'event type Contoso.Thing is not known'],
    [
      'an endless id',
      management({}, {}, `${group}/providers/a/b/${'c'.repeat(3_000)}`),
      'Event Grid event: subject',
    ],
    [
      'a resource with an endless name',
      management({}, {}, `${group}/providers/a/b/${'c'.repeat(513)}`),
      'its resource id has a name of more than 512 characters',
    ],
    [
      'a resource group with an endless name',
      management({}, {}, `${group}${'c'.repeat(90)}/providers/a/b/c`),
      'its resource group has a name of more than 90 characters',
    ],
    ['what is deeper than Azure sends', management({}, nested(64)), 'nested deeper than 64 levels'],
    ['what is so deep that nothing can copy it', management({}, nested(200_000)), 'nested deeper than 64'],
    [
      'what is longer than Azure sends',
      management({}, { claims: 'c'.repeat(1024 * 1024) }),
      'longer than 1048576 characters',
    ],
    [
      'what has more members than Azure sends',
      management({}, { claims: Array.from({ length: 1024 * 1024 }, () => 0) }),
      'longer than 1048576 characters',
    ],
    [
      'a type that is a name',
      management({ type: 'Mira Quillfeather' }),
      'event type, of 17 characters, has not the form of one',
    ],
    ['no resource', management({}, { resourceUri: 'https://elsewhere.example' }), 'it names no resource'],
    ['a way out', management({}, { resourceUri: `${accountId}/../../x/y` }), 'it names no resource'],
  ])('%s: rejected with a reason', (_, event, reason) => {
    expect(parseEvent(event)).toMatchObject({ kind: 'rejected', reason: expect.stringContaining(reason) });
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (event, data) => {
        expect(parseEvent(event).kind).toBe('rejected');
        expect(['rejected', 'change', 'noise']).toContain(parseEvent({ ...management(), data }).kind);
      }),
    );
  });
});
