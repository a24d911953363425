import type { AccessEvent, AccessHour, Directory, Principal } from '../src/phi-access/model/index.ts';

/** Ten million rows a day, of one hour: each request is logged twice. */
export const rowsOfAnHour = 416_667;
export const fhir =
  '/subscriptions/7f1c2a30-5b6d-4e8f-9a01-2b3c4d5e6f70/resourcegroups/rg-clinical/providers/microsoft.healthcareapis/workspaces/lakeside/fhirservices/fhir';

const host = 'https://lakeside-fhir.fhir.azurehealthcareapis.com';
const hourMs = 3_600_000;
const perDepartment = 40;
const roles = ['nurse', 'physician', 'pharmacist', 'clerk', 'therapist', 'technician'];

/** One in twenty is a service, with five times the patients of a person. */
export const isService = (n: number): boolean => n % 20 === 19;

/** A number that looks as if drawn by lot, and is the same again. */
function mixed(...numbers: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

export function principalId(n: number): string {
  return `5b0e3c8a-7f5d-4c1e-9a63-${n.toString(16).padStart(12, '0')}`;
}

/**
 * Number of a patient: of eight times as many as work in the department, a sixth of whom are other people every day. A person goes back to
 * the same thirty all day; a service sees all of the department.
 */
function patientOf(n: number, day: number, hour: number, k: number): number {
  const department = Math.floor(n / perDepartment);
  const census = 8 * perDepartment;
  const place = isService(n)
    ? mixed(n, day, hour, k) % census
    : mixed(n, day, mixed(n, day, hour, k) % 30) % census;
  const admission = Math.floor((day + (place % 6)) / 6);
  return department * 1_000_000 + admission * 1000 + place;
}

function patientsOf(n: number, day: number, hour: number): readonly number[] {
  const count = (4 + (mixed(n, day, hour) % 17)) * (isService(n) ? 5 : 1);
  return [...new Set(Array.from({ length: count }, (_, k) => patientOf(n, day, hour, k)))];
}

/**
 * The rows of an hour, as Azure Health Data Services writes them, in no order: some twelve patients for a person, with each of whom they are
 * busy for two minutes.
 */
export function* auditRows(principals: number, start: number): Iterable<Readonly<Record<string, unknown>>> {
  const [day, hour] = [Math.floor(start / (24 * hourMs)), Math.floor(start / hourMs)];
  const visits = Array.from({ length: principals }, (_, n) =>
    patientsOf(n, day, hour).map((patient) => ({ n, patient, from: mixed(n, patient, hour) % 3_480_000 })),
  ).flat();
  const requests = Math.floor(rowsOfAnHour / 2);
  for (let i = 0; i < requests; i += 1) {
    const { n = 0, patient = 0, from = 0 } = visits[i % visits.length] ?? {};
    const luck = mixed(i);
    const id = `${patient.toString(16).padStart(8, '0')}-77a1-4c0e-9f00-${mixed(patient).toString(16).padStart(12, '0')}`;
    const [operation, path] = [
      ['read', `Patient/${id}`],
      ['search-type', `Observation?subject=Patient/${id}&category=laboratory&_count=50&_sort=-date`],
      ['search-type', `MedicationRequest?patient=${id}&status=active&_include=MedicationRequest:medication`],
      ['search-type', `Encounter?patient=Patient%2F${id}&date=ge2026-02-01`],
    ][luck % 4] as [string, string];
    const row = {
      CorrelationId: `${luck.toString(16).padStart(8, '0')}-5a52-4d11-8c5e-${i.toString(16).padStart(12, '0')}`,
      CallerIdentityObjectId: principalId(n),
      CallerIdentityIssuer: 'https://sts.windows.net/0f5e1d3c-2b4a-4968-8776-95a4b3c2d1e0/',
      CallerIPAddress: `10.20.${Math.floor(n / 200) % 250}.${n % 200}:${1024 + (luck % 60_000)}`,
      OperationName: `Microsoft.HealthcareApis/services/fhir-R4/${operation}`,
      RequestUri: `${host}/${path}`,
      LogCategory: 'AuditLogs',
      _ResourceId: fhir,
      Properties: {},
    };
    const at = start + from + (luck % 119_000);
    yield { TimeGenerated: new Date(at).toISOString(), ...row, ResultType: 'Started', StatusCode: null };
    const refused = luck % 200 === 0;
    yield {
      TimeGenerated: new Date(at + 40).toISOString(),
      ...row,
      ResultType: refused ? 'Failed' : 'Succeeded',
      StatusCode: refused ? 403 : 200,
    };
  }
}

/** Makes what was kept of an hour: on weekdays ten hours a day for everybody, nothing otherwise. */
export function hoursOf(principals: number, start: number): readonly AccessHour[] {
  if (!isWorked(start)) return [];
  const [day, hour] = [Math.floor(start / (24 * hourMs)), Math.floor(start / hourMs)];
  const calls = Math.floor(rowsOfAnHour / 2 / principals);
  return Array.from({ length: principals }, (_, n) => {
    const patients = patientsOf(n, day, hour).map((patient) =>
      Buffer.from(`${mixed(patient)}${mixed(patient, 1)}`.padEnd(12, '0').slice(0, 12)).toString('base64url'),
    );
    return {
      source: 'fhir',
      hour: new Date(start).toISOString(),
      principal: principalId(n),
      resource: fhir,
      first: new Date(start + (mixed(n, hour) % 600_000)).toISOString(),
      last: new Date(start + 3_000_000 + (mixed(hour, n) % 600_000)).toISOString(),
      calls,
      reads: Math.max(0, calls - 1),
      denied: mixed(n, hour, 1) % 4 === 0 ? 1 : 0,
      patients,
      patientCount: patients.length,
      searches: Math.floor((calls * 3) / 4),
      exports: 0,
      largePages: 0,
      pages: 0,
      notFound: 0,
      bytes: 0,
      rows: 0,
      operations: ['read', 'search-type'],
      addresses: [`10.20.${Math.floor(n / 200) % 250}.${n % 200}`],
      via: [],
    };
  });
}

/** Sign-ins of an hour: people sign in every third hour, one time in fifty with a wrong password before. */
export function signInsOf(principals: number, start: number): readonly AccessEvent[] {
  if (!isWorked(start)) return [];
  const hour = Math.floor(start / hourMs);
  return Array.from({ length: principals }, (_, n): AccessEvent[] => {
    if (isService(n) || mixed(n, hour) % 3 > 0) return [];
    const event = {
      source: 'signins',
      kind: 'sign-in',
      time: new Date(start + (mixed(hour, n) % hourMs)).toISOString(),
      principal: principalId(n),
      alias: `user${n}@lakeside.example`,
      address: `10.20.${Math.floor(n / 200) % 250}.${n % 200}`,
      count: 1,
    } as const;
    return mixed(n, hour, 2) % 50 === 0 ? [{ ...event, kind: 'sign-in-failed' }, event] : [event];
  }).flat();
}

function isWorked(start: number): boolean {
  const time = new Date(start);
  return time.getUTCDay() % 6 !== 0 && time.getUTCHours() >= 8 && time.getUTCHours() < 18;
}

export function directoryOf(principals: number): Directory {
  const people = Array.from({ length: principals }, (_, n): Principal => {
    const id = principalId(n);
    if (isService(n)) return { id, kind: 'service', displayName: `svc-${n}` };
    const role = roles[mixed(n) % roles.length] ?? '';
    return {
      id,
      kind: 'human',
      displayName: `User ${n}`,
      role,
      department: `Ward ${Math.floor(n / perDepartment)}`,
      timeZone: 'UTC',
    };
  });
  return {
    principals: new Map(people.map((each) => [each.id, each])),
    approvedAgents: new Set(),
    networks: ['10.0.0.0/8'],
    holidays: new Set(),
    onCall: [],
    vipPatients: new Set(),
  };
}
