import type { Random } from '../random.ts';

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

/** The ways in which a hospital works and its systems write, so that nothing is learned of one alone. */
export interface Habits {
  /** The time zones of the main and of the other site. */
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
  readonly inside: string;
  readonly remote: string;
  readonly egress: string;
  /** Addresses that are not of the hospital. */
  readonly outside: readonly string[];
  /** When nightly jobs start, hours of UTC. */
  readonly nightly: number;
  /** Whether the feed of HR leaves out a part of what it could say. */
  readonly sparse?: boolean;
  /** Calls in an hour of what runs flat. */
  readonly flat: number;
  login(name: string, job: Job): string;
  patientId(patient: number): string;
  request(id: string, random: Random): Request;
}

/** Kinds of resources that clinicians look at. */
export const resources = [
  'Observation',
  'MedicationRequest',
  'Condition',
  'Encounter',
  'AllergyIntolerance',
  'DiagnosticReport',
];
