import { guid, idOf } from '../../resource.ts';
import type { Random } from '../random.ts';
import type { Call, Row } from '../row.ts';
import { issuer, row } from './common.ts';

const archive = idOf(
  'imaging',
  'Microsoft.HealthcareApis/workspaces',
  'hdslakesideimaging/dicomservices/archive',
);
const bedside = idOf(
  'clinical',
  'Microsoft.HealthcareApis/workspaces',
  'hdslakesideclinical/iotconnectors/bedside',
);
const url = 'https://hdslakesideimaging-archive.dicom.azurehealthcareapis.com/v2';

export interface DicomCall extends Call {
  readonly operation: string;
  readonly study: string;
  readonly status?: number;
}

/** A call of DICOM, logged twice as well; in most rows it is not said who called. */
export function dicom(call: DicomCall, random: Random): Row[] {
  const status = call.status ?? 200;
  const common = {
    CorrelationId: random.hex(32),
    Identity: random.chance(0.2) ? { claims: { iss: issuer, oid: call.actor.id } } : null,
    Level: 'Informational',
    OperationName: call.operation,
    Uri: `${url}/studies/${call.study}`,
  };
  return [
    row('AHDSDicomAuditLogs', call.at, archive, { ...common, ResultType: 'Started' }),
    row('AHDSDicomAuditLogs', call.at + random.int(20, 3000), archive, {
      ...common,
      StatusCode: status,
      ResultType: status < 400 ? 'Succeeded' : 'Failed',
    }),
  ];
}

/** A made-up study instance UID. */
export function study(patient: number): string {
  return `1.2.826.0.1.3680043.8.498.${parseInt(guid(`study ${patient}`).slice(0, 8), 16)}`;
}

/** Makes what the connector of bedside devices says of itself; there is no caller in it. */
export function medTech(at: number, operation: string, message: string): Row {
  return row('AHDSMedTechDiagnosticLogs', at, bedside, {
    LogType: operation === 'Setup' ? 'HealthCheck' : 'Normalization',
    Message: message,
    OperationName: operation,
  });
}
