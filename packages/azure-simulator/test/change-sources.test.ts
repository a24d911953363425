import { subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, reader, startTestAzure, stranger } from './start.ts';
import type { TestAzure } from './start.ts';

const scope = `/subscriptions/${subscriptionId}`;
const dana = '22222222-0000-4000-a000-000000000001';
const correlationId = '33333333-0000-4000-a000-000000000001';
const values = `${scope}/providers/Microsoft.Insights/eventtypes/management/values`;

async function changed() {
  const clock = manualClock();
  const azure = await startTestAzure({ now: clock.now });
  const account = [...azure.simulation.resources.all()].find(({ type }) => /storageAccounts$/i.test(type))!;
  const at = new Date(clock.now()).toISOString();
  const { properties } = account as unknown as { properties: { allowBlobPublicAccess?: boolean } };
  azure.simulation.change({
    method: 'PATCH',
    id: account.id!,
    body: { properties: { allowBlobPublicAccess: !properties.allowBlobPublicAccess } },
    actor: { oid: dana, type: 'User' },
    correlationId,
  });
  return { clock, azure, id: account.id!, at };
}

function log(azure: TestAzure, filter: string, more = '', oid = reader) {
  const query = new URLSearchParams({ 'api-version': '2015-04-01', $filter: filter }).toString();
  return azure.call('GET', values, { oid, query: `${query}${more}` });
}

const minute = 60_000;
const range = (at: string) =>
  `eventTimestamp ge '${at}' and eventTimestamp le '${new Date(Date.parse(at) + 60 * minute).toISOString()}'`;

describe('the Activity Log', () => {
  it('tells of a change minutes later, who made it, and how it began and ended', async () => {
    const { clock, azure, id, at } = await changed();
    const filter = `${range(at)} and correlationId eq '${correlationId}'`;
    clock.advance(19 * minute);
    expect((await log(azure, filter)).body.value).toEqual([]);
    clock.advance(minute);
    const { body } = await log(azure, filter);
    expect(body.value).toMatchObject([
      { status: { value: 'Succeeded' }, resourceId: id, correlationId, eventTimestamp: at },
      { status: { value: 'Started' } },
    ]);
    expect(body.value[0].caller).toContain('@');
    expect(body.value[0].claims).toMatchObject({
      'http://schemas.microsoft.com/identity/claims/objectidentifier': dana,
    });
    expect(body.value[0].authorization).not.toHaveProperty('evidence');
  });

  it('gives what is selected alone, page by page', async () => {
    const { clock, azure, at } = await changed();
    clock.advance(30 * minute);
    const { body } = await log(azure, range(at), '&$select=eventDataId,claims');
    expect(Object.keys(body.value[0])).toEqual(['eventDataId', 'claims']);
    expect((await log(azure, range(at), '&$select=caller')).status).toBe(400);
  });

  it.each([
    ['no time', "correlationId eq 'x'"],
    [
      'two conditions',
      `${range('2026-01-05T09:00:00.000Z')} and correlationId eq 'x' and resourceUri eq 'y'`,
    ],
    ['a time more than 90 days ago', range('2025-10-01T00:00:00.000Z')],
  ])('refuses a filter with %s', async (_what, filter) => {
    const { azure } = await changed();
    expect(await log(azure, filter)).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
  });

  it('is for those who may read it', async () => {
    const { azure, at } = await changed();
    expect((await log(azure, range(at), '', stranger)).status).toBe(403);
  });
});

describe('the table resourcechanges', () => {
  const query = (id: string, at: string, to: string) =>
    `resourcechanges | where tostring(properties.targetResourceId) =~ '${id}' | extend attributes = properties.changeAttributes | extend detectedAt = todatetime(attributes.timestamp) | where detectedAt >= datetime(${at}) and detectedAt <= datetime(${to}) | project id, changeType = tostring(properties.changeType), detectedAt, correlationId = tostring(attributes.correlationId), operation = tostring(attributes.operation), changesCount = toint(attributes.changesCount), isTruncated = tostring(attributes.isTruncated), paths = bag_keys(properties.changes) | order by id asc`;

  async function rows({ azure, clock, id, at }: Awaited<ReturnType<typeof changed>>) {
    const body = {
      query: query(id, at, new Date(clock.now()).toISOString()),
      subscriptions: [subscriptionId],
      options: { resultFormat: 'objectArray' },
    };
    const path = '/providers/Microsoft.ResourceGraph/resources';
    return (await azure.call('POST', path, { body, query: 'api-version=2024-04-01' })).body.data;
  }

  it('names the properties that changed, minutes later, for 14 days', async () => {
    const world = await changed();
    expect(await rows(world)).toEqual([]);
    world.clock.advance(5 * minute);
    expect(await rows(world)).toMatchObject([
      { changeType: 'Update', correlationId, paths: ['properties.allowBlobPublicAccess'], changesCount: 1 },
    ]);
    world.clock.advance(14 * 24 * 60 * minute);
    expect(await rows(world)).toEqual([]);
  });
});
