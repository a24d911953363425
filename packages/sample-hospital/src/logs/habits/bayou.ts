import { resources } from './habits.ts';
import type { Habits } from './habits.ts';

/** An early day, a site without daylight saving time, references that are written in full, a feed with gaps. */
export const bayou: Habits = {
  zones: ['America/New_York', 'America/Phoenix'],
  roles: {
    nurse: 'nurse',
    physician: 'MD',
    registration: 'Front desk',
    billing: 'Patient accounts',
    coder: 'Coding',
    researcher: 'Scientist',
    pharmacist: 'Pharmacy staff',
    imaging: 'Radiographer',
    it: 'IT operations',
  },
  departments: {
    registration: 'Front desk',
    billing: 'Patient accounts',
    coder: 'Records',
    researcher: 'Institute',
    pharmacist: 'Pharmacy',
    imaging: 'Diagnostic imaging',
    it: 'IT',
  },
  wards: [
    { name: 'Cardiology', kind: 'ward', site: 0 },
    { name: 'Orthopaedics', kind: 'ward', site: 0 },
    { name: 'Maternity', kind: 'ward', site: 0 },
    { name: 'Urgent Care', kind: 'emergency', site: 0 },
    { name: 'Desert Intensive Care', kind: 'icu', site: 1 },
    { name: 'Desert General', kind: 'ward', site: 1 },
    { name: 'Desert Clinic', kind: 'clinic', site: 1 },
  ],
  shifts: [
    { start: 6, length: 10.5 },
    { start: 16, length: 8.5 },
    { start: 20, length: 10.5 },
  ],
  shiftsAWeek: 4,
  office: { start: 7, length: 8.5 },
  requests: 6,
  inside: '10.8',
  remote: '10.200',
  egress: '198.51.100',
  outside: ['203.0.113', '192.0.2'],
  nightly: 3,
  flat: 18,
  sparse: true,
  login: (name, job) => `${name.split('.').toReversed().join('.')}-${job.slice(0, 3)}@bayou.example`,
  patientId: (patient) => `fake-${patient.toString(36).padStart(5, '0')}.${patient % 7}`,
  request(id, random) {
    if (random.chance(0.4)) return { operation: 'read', type: 'Patient', path: `/Patient/${id}` };
    if (random.chance(0.2)) {
      const type = random.pick(resources);
      return { operation: 'search-type', type, path: `/Patient/${id}/${type}?_count=30` };
    }
    const type = random.pick(resources);
    const by = random.pick([
      `subject=Patient%2F${id}`,
      `patient=https%3A%2F%2Fhdslakesideclinical-ehr.fhir.azurehealthcareapis.com%2FPatient%2F${id}`,
      `_include=*&patient=${id}`,
    ]);
    return { operation: 'search-type', type, path: `/${type}?${by}` };
  },
};
