import { idOf } from '../../resource.ts';
import type { Random } from '../random.ts';
import type { Call, Row } from '../row.ts';
import { issuer, region, row } from './common.ts';

/** FHIR services of the estate; the older of them still writes operations with the provider's name before them. */
export const fhirServices = {
  ehr: {
    id: idOf('clinical', 'Microsoft.HealthcareApis/workspaces', 'hdslakesideclinical/fhirservices/ehr'),
    url: 'https://hdslakesideclinical-ehr.fhir.azurehealthcareapis.com',
    prefix: 'Microsoft.HealthcareApis/services/fhir-R4/',
  },
  cohorts: {
    id: idOf('clinical', 'Microsoft.HealthcareApis/workspaces', 'hdslakesideresearch/fhirservices/cohorts'),
    url: 'https://hdslakesideresearch-cohorts.fhir.azurehealthcareapis.com',
    prefix: '',
  },
} as const;

export interface FhirCall extends Call {
  readonly service?: keyof typeof fhirServices;
  /** As the server names them: `read`, `search-type`, `export`... */
  readonly operation: string;
  readonly type?: string;
  /** The path that follows the address of the service. */
  readonly path: string;
  readonly status?: number;
  /** The person for whom a gateway calls. */
  readonly user?: string;
}

/** A call of FHIR as its service logs it: once when it starts, once when it ends. */
export function fhir(call: FhirCall, random: Random): Row[] {
  const service = fhirServices[call.service ?? 'ehr'];
  const status = call.status ?? 200;
  const common = {
    CallerIdentity: { claims: { iss: issuer, oid: call.actor.id } },
    CallerIdentityIssuer: issuer,
    CallerIdentityObjectId: call.actor.id,
    CallerIPAddress: call.address,
    CorrelationId: random.hex(32),
    FhirResourceType: call.type ?? '',
    Location: region,
    LogCategory: 'AuditLogs',
    OperationDuration: 0,
    OperationName: service.prefix + call.operation,
    RequestUri: service.url + call.path,
    Properties: call.user ? { 'X-MS-AZUREFHIR-AUDIT-USERID': call.user } : {},
  };
  const done = call.at + random.int(15, 900);
  return [
    row('MicrosoftHealthcareApisAuditLogs', call.at, service.id, { ...common, ResultType: 'Started' }),
    row('MicrosoftHealthcareApisAuditLogs', done, service.id, {
      ...common,
      StatusCode: status,
      ResultType: status < 400 ? 'Succeeded' : 'Failed',
    }),
  ];
}
