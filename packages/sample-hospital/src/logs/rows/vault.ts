import { groups, idOf, subscriptionId } from '../../resource.ts';
import type { Group } from '../../resource.ts';
import type { Random } from '../random.ts';
import type { Call, Row } from '../row.ts';
import { row } from './common.ts';

/** Vaults with a log; the one for keys still writes to AzureDiagnostics. */
export const vaults = {
  'kv-lakeside-keys': 'shared',
  'kv-lakeside-clinical': 'clinical',
  'kv-lakeside-portal': 'clinical',
  'kv-lakeside-hl7': 'clinical',
  'kv-lakeside-imaging': 'imaging',
} as const satisfies Record<string, Group>;
export type Vault = keyof typeof vaults;

export interface VaultCall extends Call {
  readonly vault: Vault;
  /** `SecretGet`, `SecretList`, `KeyUnwrap`... */
  readonly operation: string;
  readonly object?: string;
  readonly status?: number;
  /** Without a token first, which is answered 401: what every client library does. */
  readonly challenged?: boolean;
}

function entry(call: VaultCall, random: Random): Row {
  const { actor, vault, operation } = call;
  const id = idOf(vaults[vault], 'Microsoft.KeyVault/vaults', vault);
  const status = call.status ?? 200;
  const signature = { 200: 'OK', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' }[status] ?? 'OK';
  const uri = `https://${vault}.vault.azure.net/${call.object ?? ''}`;
  const common = {
    OperationName: operation,
    OperationVersion: '7.4',
    ResultType: 'Success',
    ResultSignature: signature,
    CorrelationId: random.guid(),
    DurationMs: random.int(8, 120),
  };
  if (vault !== 'kv-lakeside-keys')
    return row('AZKVAuditLogs', call.at, id, {
      ...common,
      CallerIpAddress: call.address,
      ClientInfo: 'azsdk-net-Security.KeyVault/4.7',
      HttpStatusCode: status,
      Id: uri,
      RequestUri: `${uri}?api-version=7.4`,
      Identity: status === 401 ? null : { claim: claims(call) },
      IsRbacAuthorized: status === 200,
    });
  const { oid, appid, upn } = claims(call);
  return row('AzureDiagnostics', call.at, id, {
    ...common,
    ResourceId: id.toUpperCase(),
    Category: 'AuditEvent',
    ResourceGroup: groups[vaults[vault]].toUpperCase(),
    SubscriptionId: subscriptionId.toUpperCase(),
    ResourceProvider: 'MICROSOFT.KEYVAULT',
    Resource: vault.toUpperCase(),
    ResourceType: 'VAULTS',
    CallerIPAddress: call.address,
    id_s: uri,
    requestUri_s: `${uri}?api-version=7.4`,
    clientInfo_s: 'azsdk-net-Security.KeyVault/4.7',
    httpStatusCode_d: status,
    ...(status === 401
      ? {}
      : { identity_claim_oid_g: oid, identity_claim_appid_g: appid, identity_claim_upn_s: upn ?? '' }),
    ...(actor.kind === 'human' ? { isRbacAuthorized_b: status === 200 } : {}),
  });
}

function claims({ actor }: VaultCall): Record<'oid' | 'appid', string> & { upn?: string } {
  return actor.kind === 'human'
    ? { oid: actor.id, appid: '04b07795-8ddb-461a-bbee-02f9e1bf7b46', upn: actor.login }
    : { oid: actor.id, appid: actor.login };
}

/** A call of Key Vault, with the challenge before it where there was one. */
export function vault(call: VaultCall, random: Random): Row[] {
  const before = { ...call, at: call.at - 60, operation: 'Authentication', status: 401 };
  return [...(call.challenged ? [entry(before, random)] : []), entry(call, random)];
}
