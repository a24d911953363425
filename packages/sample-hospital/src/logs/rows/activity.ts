import { subscriptionId, tenantId } from '../../resource.ts';
import type { Random } from '../random.ts';
import type { Call, Row } from '../row.ts';
import { issuer, row } from './common.ts';

export interface Operation extends Call {
  /** `Microsoft.Insights/diagnosticSettings/delete` and the like. */
  readonly operation: string;
  readonly resourceId: string;
  readonly body?: unknown;
  readonly failed?: boolean;
}

/** An operation of Azure Resource Manager: an entry for its start, one for its end. */
export function operation(call: Operation, random: Random): Row[] {
  const { actor, resourceId } = call;
  const correlationId = random.guid();
  const claims = {
    iss: issuer,
    appid: actor.kind === 'human' ? 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c' : actor.login,
    'http://schemas.microsoft.com/identity/claims/objectidentifier': actor.id,
    ...(actor.kind === 'human'
      ? { 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn': actor.login }
      : { idtyp: 'app' }),
  };
  const authorization = { action: call.operation, scope: resourceId };
  const [, , , , group = ''] = resourceId.split('/');
  const entry = (at: number, status: 'Start' | 'Success' | 'Failure', code: string): Row => {
    const properties = {
      eventCategory: 'Administrative',
      entity: resourceId,
      message: call.operation,
      hierarchy: `${tenantId}/${subscriptionId}`,
      ...(call.body
        ? { [status === 'Start' ? 'requestbody' : 'responseBody']: JSON.stringify(call.body) }
        : {}),
      ...(status === 'Start' ? {} : { statusCode: code }),
    };
    return row('AzureActivity', at, resourceId, {
      ActivityStatusValue: status,
      ActivitySubstatusValue: code,
      Authorization: JSON.stringify(authorization),
      Authorization_d: authorization,
      Caller: actor.kind === 'human' ? actor.login : actor.id,
      CallerIpAddress: call.address,
      CategoryValue: 'Administrative',
      Claims: JSON.stringify(claims),
      Claims_d: claims,
      CorrelationId: correlationId,
      EventDataId: random.guid(),
      EventSubmissionTimestamp: new Date(at + 90_000).toISOString(),
      Hierarchy: `${tenantId}/${subscriptionId}`,
      Level: status === 'Failure' ? 'Error' : 'Informational',
      // Providers do not agree on case.
      OperationNameValue: random.chance(0.5) ? call.operation.toUpperCase() : call.operation,
      Properties: JSON.stringify(properties),
      Properties_d: properties,
      ResourceGroup: group,
      ResourceProviderValue: (call.operation.split('/')[0] ?? '').toUpperCase(),
      SubscriptionId: subscriptionId,
    });
  };
  const end = call.at + random.int(800, 20_000);
  return [
    entry(call.at, 'Start', ''),
    call.failed ? entry(end, 'Failure', 'Forbidden') : entry(end, 'Success', 'OK'),
  ];
}
