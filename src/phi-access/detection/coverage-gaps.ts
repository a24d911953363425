import type { Interval } from '../../base/index.ts';
import type { Profiles } from '../../platform/store/index.ts';
import type { AccessQuery } from '../collection/index.ts';
import { mostPatients } from '../model/index.ts';
import type { AccessHour, Directory, LogSourceName, Principal } from '../model/index.ts';
import { isIdentity } from './identities.ts';

/** The material that there is to look at: which logs gave any rows, and what was in them. */
interface Feeds {
  readonly directory: Directory;
  /** Logs of which at least one row was read in the time looked at. */
  readonly sources: ReadonlySet<LogSourceName>;
  readonly hours: readonly AccessHour[];
}

/** Sentences about what no log of Azure shows, whatever is fed in. */
const never = [
  'Whether somebody looks at a co-worker, a relative, a neighbor or themselves: it takes the demographics of patients and staff, side by side.',
  'Whether a patient has died, or an access broke the glass: the logs do not say.',
  'Whether a treatment relationship was recorded: colleagues of the department who looked at the same patient stand for it.',
  'Patients that are searched for by POST: the parameters are in the body, which is not logged; and those of SQL, storage and vaults: only volumes are watched.',
];

const nameOf = { sql: 'SQL', vault: 'key vault', blob: 'storage' } as const;

/** Sentences that say what could not be checked with the feeds present. */
export function notCovered({ directory, sources, hours }: Feeds): readonly string[] {
  const people = [...directory.principals.values()];
  const humans = people.filter(({ kind }) => kind === 'human');
  const lacking = (field: keyof Principal): number =>
    humans.filter((each) => each[field] === undefined).length;
  const calls = (of: (hour: AccessHour) => boolean): number =>
    hours.reduce((sum, hour) => (of(hour) ? sum + hour.calls : sum), 0);
  const unattributed = (source: LogSourceName): number =>
    calls((hour) => hour.source === source && hour.principal === 'unattributed');
  const unknown = new Set(
    hours.flatMap(({ principal }) =>
      isIdentity(principal) && !directory.principals.has(principal) ? principal : [],
    ),
  ).size;
  const crowded = hours.filter(({ patientCount }) => patientCount > mostPatients).length;
  return [
    ...missing(
      people.length === 0,
      'No directory of principals: nobody can be told unknown, terminated or new, and roles are not compared.',
    ),
    ...missing(
      lacking('role') > 0,
      `${lacking('role')} of ${humans.length} people have no role: they are compared with their department or with everybody.`,
    ),
    ...missing(
      lacking('department') > 0,
      `${lacking('department')} of ${humans.length} people have no department: which patients are strangers to them is told by role.`,
    ),
    ...missing(
      lacking('timeZone') > 0,
      `${lacking('timeZone')} of ${humans.length} people have no time zone: that of their department, or else of most people, is taken.`,
    ),
    ...missing(
      !humans.some(({ terminatedAt }) => terminatedAt !== undefined),
      'No terminations in the directory: access after somebody left is not checked.',
    ),
    ...missing(
      directory.networks.length === 0,
      'No networks of the organization: only addresses that are new to a service are noticed.',
    ),
    ...missing(directory.holidays.size === 0, 'No holidays: a holiday is evaluated as a working day.'),
    ...missing(directory.onCall.length === 0, 'No on-call duties: who is called in at night may be told of.'),
    ...missing(
      directory.vipPatients.size === 0,
      'No list of patients of special interest: all are watched alike.',
    ),
    ...missing(
      !sources.has('fhir'),
      'No FHIR audit log was read: who looks at which patient there is not seen.',
    ),
    ...missing(
      !sources.has('signins'),
      'No sign-in log was read: failed sign-ins, sign-ins of agents and names of SQL logins are not known.',
    ),
    ...missing(
      !sources.has('directory'),
      'No directory audit log was read: rights and accounts that are given in Entra are not seen.',
    ),
    ...missing(
      !sources.has('activity'),
      'No activity log was read: rights given in Azure, exports by Resource Manager and logging turned off are not seen.',
    ),
    ...missing(!sources.has('support'), "No log of Microsoft's support operations was read."),
    ...missing(
      unattributed('dicom') > 0,
      `${unattributed('dicom')} DICOM calls have no identity: they are watched as one, and not by person. The log has no addresses either.`,
    ),
    ...(['sql', 'vault', 'blob'] as const).flatMap((source) => {
      const all = calls((hour) => hour.source === source);
      return missing(
        unattributed(source) > all / 2,
        `${unattributed(source)} of ${all} ${nameOf[source]} calls name no caller: most of that log is watched as one. Columns of its table may be missing or moved.`,
      );
    }),
    ...missing(unattributed('fhir') > 0, `${unattributed('fhir')} FHIR calls have no identity.`),
    ...missing(
      crowded > 0,
      `${crowded} times an account reached more than ${mostPatients} patients of a service in one hour: all are counted, but only ${mostPatients} are known by their id. Patients of special interest may be among the others.`,
    ),
    'MedTech logs name no caller and no address: who sends device data is not seen.',
    ...missing(
      hours.some(({ via }) => via.length > 0),
      'Calls through a gateway are held against the user whom it names in X-MS-AZUREFHIR-AUDIT-USERID: the gateway must set that header itself.',
    ),
    ...missing(
      hours.some(({ principal }) => principal.startsWith('key:')),
      'Access by shared keys or signatures has no identity: each key is watched as if it were somebody.',
    ),
    ...missing(
      people.length > 0 && unknown > 0,
      `${unknown} principals in the logs are not in the directory by their own name; those that other logs tie to one are watched as that one.`,
    ),
    ...never,
  ];
}

function missing(condition: boolean, sentence: string): string[] {
  return condition ? [sentence] : [];
}

/** Says in sentences what could not be checked with the feeds and the logs of an interval. */
export async function unchecked(
  { from, to }: Interval,
  directory: Directory,
  { queries, profiles }: { readonly queries: readonly AccessQuery[]; readonly profiles: Profiles },
): Promise<readonly string[]> {
  const sources = new Set<LogSourceName>();
  const hours: AccessHour[] = [];
  for (const { name, source, shape } of queries)
    for await (const { rows } of profiles.between<AccessHour>(name, from, to)) {
      if (rows.length > 0) sources.add(source);
      // Patients are of no concern here, and are most of what an hour holds.
      if (shape === 'hours') hours.push(...rows.map((row) => ({ ...row, patients: [] })));
    }
  return notCovered({ directory, sources, hours });
}
