import { guid } from '../resource.ts';
import type { Random } from './random.ts';

export const jobs = [
  'nurse',
  'physician',
  'registration',
  'billing',
  'coder',
  'researcher',
  'pharmacist',
  'imaging',
  'it',
] as const;
export type Job = (typeof jobs)[number];

/** Hours of local time; an end may lie on the next day. */
export interface Hours {
  readonly start: number;
  readonly length: number;
}

/** A request of FHIR about one patient. */
export interface Request {
  readonly operation: string;
  readonly type: string;
  readonly path: string;
}

/** How a hospital works and how its systems write, so that nothing is learnt of one alone. */
export interface Habits {
  /** Of the main and of the other site. */
  readonly zones: readonly [string, string];
  readonly roles: Readonly<Record<Job, string>>;
  readonly departments: Readonly<Record<Exclude<Job, 'nurse' | 'physician'>, string>>;
  readonly wards: readonly {
    readonly name: string;
    readonly kind: 'ward' | 'icu' | 'emergency' | 'clinic';
    readonly site: 0 | 1;
  }[];
  /** Shifts of wards, the last of them at night. */
  readonly shifts: readonly Hours[];
  readonly shiftsAWeek: number;
  readonly office: Hours;
  /** Requests for one patient, on average. */
  readonly requests: number;
  /** How much of the work is done by searches. */
  readonly searches: number;
  readonly inside: string;
  readonly remote: string;
  readonly egress: string;
  /** Addresses that are not of the hospital. */
  readonly outside: readonly string[];
  /** When nightly jobs start, hours of UTC. */
  readonly nightly: number;
  /** Calls in an hour of what runs flat. */
  readonly flat: number;
  login(name: string, job: Job): string;
  patientId(patient: number): string;
  request(id: string, random: Random): Request;
}

const resources = [
  'Observation',
  'MedicationRequest',
  'Condition',
  'Encounter',
  'AllergyIntolerance',
  'DiagnosticReport',
];

const lakeside: Habits = {
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
  searches: 0.55,
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

const sierra: Habits = {
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
  searches: 0.8,
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

export const habits = { a: lakeside, b: sierra } as const;
export type HabitsName = keyof typeof habits;
