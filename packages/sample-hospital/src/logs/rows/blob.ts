import { idOf, tenantId } from '../../resource.ts';
import type { Group } from '../../resource.ts';
import type { Random } from '../random.ts';
import type { Call, Row } from '../row.ts';
import { issuer, region, row } from './common.ts';

/** Storage accounts with a log. */
export const accounts = {
  stlakesideimages: 'imaging',
  stlakesidedicomcold: 'imaging',
  stlakesidecardio: 'imaging',
  stlakesidefhirexport: 'clinical',
  stlakesideportal: 'clinical',
  stlakesideclaims: 'clinical',
  stlakesidesqlaudit: 'shared',
} as const satisfies Record<string, Group>;
export type Account = keyof typeof accounts;

export interface BlobCall extends Call {
  readonly account: Account;
  /** `GetBlob`, `PutBlob`, `ListBlobs`... */
  readonly operation: string;
  /** Container and name. */
  readonly object: string;
  readonly bytes?: number;
  readonly status?: { readonly code: number; readonly text: string };
  /** The signature that was used, where nobody signed in. */
  readonly sas?: string;
}

export function accountId(account: Account): string {
  return idOf(accounts[account], 'Microsoft.Storage/storageAccounts', account);
}

function requester(call: BlobCall): Record<string, unknown> {
  if (call.sas)
    return {
      AuthenticationType: 'SAS',
      AuthenticationHash: `SasSignature(${call.sas})`,
      SasExpiryStatus: '',
    };
  const { actor } = call;
  return {
    AuthenticationType: 'OAuth',
    AuthenticationHash: '',
    RequesterObjectId: actor.id,
    RequesterTenantId: tenantId,
    RequesterTokenIssuer: issuer,
    RequesterAudience: 'https://storage.azure.com',
    ...(actor.kind === 'human'
      ? { RequesterUpn: actor.login }
      : { RequesterAppId: actor.login, RequesterUpn: '' }),
  };
}

/** A call of blob storage. */
export function blob(call: BlobCall, random: Random): Row {
  const read = /^(Get|List)/.test(call.operation);
  const bytes = Math.round(call.bytes ?? 0);
  const status = call.status ?? { code: read ? 200 : 201, text: 'Success' };
  const host = `${call.account}.blob.core.windows.net`;
  return row('StorageBlobLogs', call.at, `${accountId(call.account)}/blobServices/default`, {
    AccountName: call.account,
    CallerIpAddress: `${call.address}:${random.int(1025, 65_000)}`,
    Category: /^(Get|List)/.test(call.operation) ? 'StorageRead' : 'StorageWrite',
    CorrelationId: random.guid(),
    DurationMs: random.int(3, 400),
    Location: region,
    ObjectKey: `/${call.account}/${call.object}`,
    OperationCount: 0,
    OperationName: call.operation,
    OperationVersion: '2025-01-05',
    Protocol: 'HTTPS',
    RequestBodySize: read ? 0 : bytes,
    RequestHeaderSize: random.int(400, 900),
    ResponseBodySize: read ? bytes : 0,
    ResponseHeaderSize: random.int(200, 500),
    SchemaVersion: '1.0',
    ServiceType: 'blob',
    StatusCode: String(status.code),
    StatusText: status.text,
    TlsVersion: 'TLS 1.2',
    Uri: `https://${host}:443/${call.object}${call.sas ? '?sv=2025-01-05&sig=XXXXX' : ''}`,
    UserAgentHeader:
      call.actor.kind === 'human' ? 'Azure-Storage/2.0 (Explorer)' : 'azsdk-net-Storage.Blobs/12.22',
    ...requester(call),
  });
}
