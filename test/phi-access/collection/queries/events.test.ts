import { describe, expect, it } from 'vitest';
import { eventsOf } from './ask.ts';
import type { Row } from './ask.ts';

const at = (rest: Row): Row => ({ TimeGenerated: '2026-11-05T10:15:00Z', ...rest });

describe('sign-ins', () => {
  it('of people: by address and outcome; an interruption is no failure; an agent is one', async () => {
    const row = (rest: Row): Row =>
      at({
        UserId: 'U-1',
        UserPrincipalName: 'A.Smith@h',
        IPAddress: '203.0.113.5',
        ResultType: '0',
        ...rest,
      });
    const events = await eventsOf('signins-people-events', [
      row({}),
      row({ TimeGenerated: '2026-11-05T10:45:00Z' }),
      row({ ResultType: '50126' }),
      row({ ResultType: '50140' }),
      row({ UserId: 'U-2', Agent: { agentType: 'agenticUser' } }),
      row({ UserId: 'U-3', Agent: { agentType: 'notAgentic' } }),
    ]);
    expect(
      events.map(({ kind, principal, count, operation }) => [kind, principal, count, operation]),
    ).toEqual(
      expect.arrayContaining([
        ['sign-in', 'u-1', 2, undefined],
        ['sign-in-failed', 'u-1', 1, '50126'],
        ['agent-sign-in', 'u-2', 1, undefined],
        ['sign-in', 'u-3', 1, undefined],
      ]),
    );
    expect(events).toHaveLength(4);
    expect(events[0]).toMatchObject({ alias: 'a.smith@h', address: '203.0.113.5' });
  });

  it('of service principals: the column Agent is text there', async () => {
    const events = await eventsOf('signins-services-events', [
      at({
        ServicePrincipalId: 'S-1',
        AppId: 'APP-1',
        ResultType: '0',
        IPAddress: '10.1.1.1',
        Agent: '{"agentType":"agentIdentity"}',
      }),
    ]);
    expect(events).toMatchObject([{ kind: 'agent-sign-in', principal: 's-1', alias: 'app-1' }]);
  });
});

describe('directory-events', () => {
  it('gives rights, credentials and accounts; what failed or was taken away is nothing', async () => {
    const row = (name: string, rest: Row = {}): Row =>
      at({
        OperationName: name,
        Result: 'success',
        InitiatedBy: { user: { id: 'ADMIN-1' } },
        TargetResources: [{ id: 'U-1', displayName: 'PHIMARK' }],
        ...rest,
      });
    const events = await eventsOf('directory-events', [
      row('Add member to role'),
      row('Add service principal credentials'),
      row('Add user'),
      row('Add member to role', { Result: 'failure' }),
      row('Remove member from role'),
      row('Remove service principal credentials'),
      row('Update user'),
    ]);
    expect(events.map(({ kind, principal, actor }) => [kind, principal, actor])).toEqual([
      ['privilege', 'u-1', 'admin-1'],
      ['credential', 'u-1', 'admin-1'],
      ['account', 'u-1', 'admin-1'],
    ]);
    expect(JSON.stringify(events)).not.toContain('PHIMARK');
  });
});

describe('activity-events', () => {
  const row = (operation: string, status: string, id: string, rest: Row = {}): Row =>
    at({
      OperationNameValue: operation,
      ActivityStatusValue: status,
      CorrelationId: id,
      Caller: 'Admin@h',
      Claims_d: { 'http://schemas.microsoft.com/identity/claims/objectidentifier': 'ADMIN-1' },
      _ResourceId: '/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/a',
      ...rest,
    });

  it('puts together what was asked and what became of it', async () => {
    const grant = 'MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE';
    const to = '11111111-1111-1111-1111-111111111111';
    const events = await eventsOf('activity-events', [
      row(grant, 'Start', 'c1', {
        Properties_d: { requestbody: JSON.stringify({ properties: { principalId: to } }) },
      }),
      row(grant, 'Success', 'c1'),
      row(grant, 'Start', 'c2'),
      row(grant, 'Failure', 'c2'),
    ]);
    expect(events).toMatchObject([{ kind: 'privilege', principal: to, actor: 'admin-1' }]);
  });

  it('notices logging removed or turned off, and exports; not logging that was set up', async () => {
    const setting = 'microsoft.insights/diagnosticSettings/';
    const events = await eventsOf('activity-events', [
      row(`${setting}delete`, 'Success', 'c1'),
      row(`${setting}write`, 'Success', 'c2', {
        Properties_d: { requestbody: '{"properties":{"logs":[{"enabled":false}]}}' },
      }),
      row(`${setting}write`, 'Success', 'c3', {
        Properties_d: { requestbody: '{"properties":{"logs":[{"enabled":true}]}}' },
      }),
      row('Microsoft.Sql/servers/auditingSettings/write', 'Success', 'c4', {
        Properties: '{"requestbody":"{\\"properties\\":{\\"state\\":\\"Disabled\\"}}"}',
        Properties_d: null,
      }),
      row('Microsoft.Sql/servers/databases/export/action', 'Success', 'c5'),
    ]);
    expect(events.map(({ kind }) => kind).toSorted()).toEqual([
      'audit-disabled',
      'audit-disabled',
      'audit-disabled',
      'export',
    ]);
  });
});

describe('support-events', () => {
  it('gives what support did, without the statement', async () => {
    const events = await eventsOf('support-events', [
      at({
        ActionName: 'BATCH COMPLETED',
        Statement: 'PHIMARK',
        ServerPrincipalName: 'Support',
        ClientIp: '20.1.1.1',
        _ResourceId: '/S/R',
      }),
    ]);
    expect(events).toMatchObject([
      { kind: 'support', principal: 'support', operation: 'batch completed', count: 1 },
    ]);
    expect(JSON.stringify(events)).not.toContain('PHIMARK');
  });
});
