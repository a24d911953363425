import type {
  AccessEvent,
  AccessFinding,
  AccessHour,
  Directory,
  Principal,
  PrincipalKind,
} from '../model/index.ts';
import type { Calendar } from './working-calendar.ts';

/** Returns the group that a person works with; undefined: nothing is known. */
export type CareGroup = (person: Person) => string | undefined;

/** The material that a detector is given: the history, and which part of it is to be evaluated. */
export interface DetectionContext {
  readonly history: History;
  readonly directory: Directory;
  readonly calendar: Calendar;
  readonly peers: Peers;
  /** Hours since 1970: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
  /** Hours that have passed since the last time and were taken in from every log: in them, what did not happen says something. */
  readonly elapsed: Span;
  /** People with access in the window. */
  readonly active: readonly Person[];
  readonly events: readonly AccessEvent[];
  zoneOf(person: Person): string;
  /** Returns the group that a person works with. */
  readonly careGroup: CareGroup;
  /** All shifts of a person until the end of the window, in order. */
  shiftsOf(person: Person): readonly Shift[];
  /** The shifts that reach into the window, as far as they have come, with those before them. */
  current(person: Person): readonly { readonly shift: Shift; readonly before: readonly Shift[] }[];
  /** Works something out once for this window. */
  remember<T>(key: string, make: () => T): T;
  /** Works something out once a day: what is usual does not change by the hour. `midnight` is the last one before the window, in UTC. */
  daily<T>(key: string, make: (midnight: number) => T): T;
  /** Hours in the window. */
  partsOf(person: Person): readonly AccessHour[];
}

/** The time to be evaluated, ISO 8601: from inclusive, to exclusive. */
export interface DetectionWindow {
  readonly from: string;
  readonly to: string;
  /** Which hours have passed; absent: those of the window. */
  readonly elapsed?: { readonly from: string; readonly to: string };
}

/** Hours since 1970: from inclusive, to exclusive. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export type Detector = (context: DetectionContext) => readonly AccessFinding[];

/** One hour of a principal, over all resources. */
export interface Hour {
  /** Hours since 1970, UTC. */
  readonly at: number;
  readonly parts: AccessHour[];
  /** The same for every patient of the hour: there are millions. */
  readonly view: View;
}

interface Day {
  readonly addresses: Set<string>;
  readonly operations: Set<string>;
}

export interface Person {
  readonly id: string;
  readonly kind: PrincipalKind | 'unknown';
  readonly info: Principal | undefined;
  /** By hour, in order. */
  readonly hours: Hour[];
  /** By day (since 1970, UTC): from where, and doing what. */
  readonly days: Map<number, Day>;
  /** Counts changes, so that what was worked out from the hours can be kept until they change. */
  version: number;
  /** The earliest hour that changed since `version` was last looked at by whoever keeps the shifts. */
  changedFrom: number;
}

/** The access that was observed, by principal and hour. Rows that come late, or again, replace what was counted before. */
export interface History {
  readonly people: ReadonlyMap<string, Person>;
  readonly events: readonly AccessEvent[];
  /** The people who looked at a patient, and when (hours since 1970), by the keyed hash. */
  readonly views: ReadonlyMap<string, readonly View[]>;
  /** The first hour observed of anybody. */
  readonly since: number;
  put(hours: readonly AccessHour[], events: readonly AccessEvent[]): void;
  /** Drops what lies before a time. */
  forget(before: string): void;
  /** Returns the principal for whom a name in an event stands. */
  resolve(name: string): string;
}

export interface View {
  readonly person: string;
  readonly at: number;
}

/** The people who do the same work: role and department are free text, so they are compared without case, punctuation and spaces. */
export interface Peers {
  /** Others of the same role, and of the same department. */
  readonly groups: (person: Person) => readonly (readonly Person[])[];
  /**
   * Returns how much busier than usual the colleagues are at this time, as a difference of log1p: on the day of a bus
   * crash, at the end of the month. Never below 0: an idle day makes nobody suspicious.
   */
  surge(person: Person, name: string, feature: (shift: Shift) => number): number;
}

/** A stretch of work: of people, what no pause of five hours interrupts, so that a night is one; of machines, a calendar day. */
export interface Shift {
  readonly hours: readonly Hour[];
  readonly parts: readonly AccessHour[];
  /** First and last hour, since 1970. */
  readonly from: number;
  readonly to: number;
  /** The date on which it began, by the clock on the wall. */
  readonly date: string;
  readonly off: boolean;
  readonly patients: readonly string[];
  /** At least as many as `patients`: of an hour no more than a certain number are named. */
  readonly patientCount: number;
  /** Patients in the hour with most. */
  readonly mostInHour: number;
  readonly reads: number;
  readonly rows: number;
  readonly bytes: number;
  readonly denied: number;
  readonly notFound: number;
  readonly largePages: number;
  readonly pages: number;
  readonly searches: number;
  readonly calls: number;
}
