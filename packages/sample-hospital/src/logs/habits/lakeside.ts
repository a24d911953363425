import { guid } from '../../resource.ts';
import { resources } from './habits.ts';
import type { Habits } from './habits.ts';

/** Twelve-hour shifts, ids that are GUIDs. */
export const lakeside: Habits = {
  zones: ['America/New_York', 'America/Chicago'],
  roles: {
    nurse: 'Registered Nurse',
    physician: 'Physician',
    registration: 'Registration Clerk',
    billing: 'Billing Specialist',
    coder: 'Medical Coder',
    researcher: 'Research Analyst',
    pharmacist: 'Pharmacist',
    imaging: 'Radiology Technologist',
    it: 'Systems Administrator',
  },
  departments: {
    registration: 'Registration',
    billing: 'Billing',
    coder: 'Health Information Management',
    researcher: 'Research',
    pharmacist: 'Pharmacy',
    imaging: 'Radiology',
    it: 'IT',
  },
  wards: [
    { name: 'Medicine East', kind: 'ward', site: 0 },
    { name: 'Medicine West', kind: 'ward', site: 0 },
    { name: 'Surgery', kind: 'ward', site: 0 },
    { name: 'Intensive Care', kind: 'icu', site: 0 },
    { name: 'Emergency', kind: 'emergency', site: 0 },
    { name: 'Prairie Medicine', kind: 'ward', site: 1 },
    { name: 'Prairie Family Practice', kind: 'clinic', site: 1 },
  ],
  shifts: [
    { start: 7, length: 12 },
    { start: 19, length: 12 },
  ],
  shiftsAWeek: 3,
  office: { start: 8, length: 9 },
  requests: 3,
  inside: '10.20',
  remote: '10.99',
  egress: '203.0.113',
  outside: ['198.51.100', '192.0.2'],
  nightly: 6,
  flat: 26,
  login: (name) => `${name}@lakeside.example`,
  patientId: (patient) => `fa4e${guid(`patient ${patient}`).slice(4)}`,
  request(id, random) {
    if (random.chance(0.3)) return { operation: 'read', type: 'Patient', path: `/Patient/${id}` };
    if (random.chance(0.02))
      return { operation: 'everything', type: 'Patient', path: `/Patient/${id}/$everything` };
    if (random.chance(0.1)) {
      const type = random.pick(resources);
      return { operation: random.pick(['read', 'vread']), type, path: `/${type}/${random.guid()}` };
    }
    const type = random.pick(resources);
    const by = random.pick([`patient=${id}`, `patient=Patient/${id}`, `subject=Patient/${id}`]);
    const count = random.chance(0.3) ? `&_count=${random.pick([20, 50, 100])}` : '';
    return { operation: 'search-type', type, path: `/${type}?${by}${count}` };
  },
};
