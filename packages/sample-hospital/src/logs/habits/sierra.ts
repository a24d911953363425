import { resources } from './habits.ts';
import type { Habits } from './habits.ts';

/** Eight-hour shifts, numbers of medical records as ids, much searching. */
export const sierra: Habits = {
  zones: ['America/Los_Angeles', 'America/Denver'],
  roles: {
    nurse: 'RN II',
    physician: 'Attending',
    registration: 'Patient Access Representative',
    billing: 'Revenue Cycle Analyst',
    coder: 'HIM Coding Specialist',
    researcher: 'Clinical Research Coordinator',
    pharmacist: 'PharmD',
    imaging: 'Imaging Tech',
    it: 'Infrastructure Engineer',
  },
  departments: {
    registration: 'Patient Access',
    billing: 'Revenue Cycle',
    coder: 'HIM',
    researcher: 'Clinical Trials Office',
    pharmacist: 'Inpatient Pharmacy',
    imaging: 'Imaging Services',
    it: 'Infrastructure',
  },
  wards: [
    { name: '3 North', kind: 'ward', site: 0 },
    { name: '3 South', kind: 'ward', site: 0 },
    { name: '4 North Oncology', kind: 'ward', site: 0 },
    { name: 'ED', kind: 'emergency', site: 0 },
    { name: 'CCU', kind: 'icu', site: 0 },
    { name: 'Foothill ED', kind: 'emergency', site: 1 },
    { name: 'Foothill Pediatrics', kind: 'clinic', site: 1 },
  ],
  shifts: [
    { start: 6.5, length: 8.5 },
    { start: 14.5, length: 8.5 },
    { start: 22.5, length: 8.5 },
  ],
  shiftsAWeek: 5,
  office: { start: 9, length: 8.5 },
  requests: 3.8,
  inside: '172.18',
  remote: '172.30',
  egress: '192.0.2',
  outside: ['203.0.113', '198.51.100'],
  nightly: 9,
  flat: 40,
  login: (name, job) => `${job.slice(0, 2)}.${name.replaceAll('.', '')}@corp.lakeside.example`,
  patientId: (patient) => String(9_900_000_000 + ((patient * 7919) % 99_999_989)),
  request(id, random) {
    if (random.chance(0.12)) return { operation: 'read', type: 'Patient', path: `/Patient/${id}` };
    if (random.chance(0.04))
      return { operation: 'everything', type: 'Patient', path: `/Patient/${id}/$everything?_count=100` };
    if (random.chance(0.03))
      return { operation: 'history-instance', type: 'Patient', path: `/Patient/${id}/_history` };
    if (random.chance(0.06)) return { operation: 'search-type', type: 'Patient', path: `/Patient?_id=${id}` };
    const type = random.pick(resources);
    const by = random.pick([`subject=Patient/${id}`, `patient=${id}`, `patient:Patient=${id}`]);
    return {
      operation: 'search-type',
      type,
      path: `/${type}?${by}&_sort=-date&_count=${random.pick([25, 50])}`,
    };
  },
};
