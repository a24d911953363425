/** A rule of Sentinel: a shipped query, and which of its rows are worth an alert. */
export interface SentinelRule {
  /** Never changes: its id follows from it. */
  readonly name: string;
  /** To be raised with each change of what it finds. */
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly severity: 'High' | 'Medium' | 'Low';
  /** Name of the query in `src/phi-access/collection/queries`. */
  readonly query: string;
  /** The lines that are added to it. They keep no set of patients, not even of hashes: alerts are read by many. */
  readonly tail: string;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  /** The columns that the alert shows, beside who it was and where. */
  readonly details: readonly string[];
}

/** The numbers of refusals in an hour from which on it is no mistake. The detectors know what is usual, and can report it earlier. */
const manyDenied = 20;
const manyNotFound = 50;
const manyFailures = 10;

const collected = { tactics: ['Collection', 'Exfiltration'], techniques: ['T1530', 'T1537'] } as const;
const discovered = { tactics: ['Discovery'], techniques: ['T1619'] } as const;
const version = '1.0.0';

export const rules: readonly SentinelRule[] = [
  exported('fhir', 'a FHIR service'),
  exported('dicom', 'a DICOM service'),
  {
    name: 'resource-manager-export',
    version,
    title: 'A database or disk was given out whole',
    description:
      'Somebody had a database exported or a disk or snapshot opened for download; logs of reads show nothing of it.',
    severity: 'High',
    query: 'activity-events',
    tail: `| where Kind == 'export'\n${eventColumns()}`,
    ...collected,
    details: ['Operation'],
  },
  denied('fhir', 'a FHIR service', discovered),
  denied('dicom', 'a DICOM service', discovered),
  denied('sql', 'a database', { tactics: ['Discovery'], techniques: ['T1526'] }),
  denied('blob', 'a storage account', discovered),
  denied('vault', 'a key vault', { tactics: ['CredentialAccess'], techniques: ['T1555'] }),
  {
    name: 'fhir-not-found',
    version,
    title: 'Ids of patients are tried on a FHIR service',
    description: `A principal asked ${manyNotFound} times in an hour for what does not exist.`,
    severity: 'Medium',
    query: 'fhir-hours',
    tail: over('NotFound', manyNotFound),
    ...discovered,
    details: ['NotFound', 'Reads'],
  },
  {
    name: 'audit-disabled',
    version,
    title: 'The logging of access to PHI was turned off',
    description:
      'A diagnostic setting, an auditing policy, a workspace or a table of logs was removed or disabled: what follows is not seen.',
    severity: 'High',
    query: 'activity-events',
    tail: `| where Kind == 'audit-disabled'\n${eventColumns()}`,
    tactics: ['DefenseEvasion'],
    techniques: ['T1562'],
    details: ['Operation'],
  },
  failed('people', 'a person'),
  failed('services', 'a service principal'),
  {
    name: 'support-operation',
    version,
    title: "Microsoft's support worked on a database",
    description: 'An operation of support was audited: it should belong to a request of your own.',
    severity: 'Low',
    query: 'support-events',
    tail: eventColumns(),
    tactics: ['InitialAccess'],
    techniques: ['T1199'],
    details: ['Operation'],
  },
];

function exported(source: string, what: string): SentinelRule {
  return {
    name: `${source}-export`,
    version,
    title: `An export of ${what} was started`,
    description: `A principal had ${what} export its data in bulk. Exclude the principals whose work it is.`,
    severity: 'High',
    query: `${source}-hours`,
    tail: over('Exports', 1),
    ...collected,
    details: ['Exports', 'Reads'],
  };
}

function denied(
  source: string,
  what: string,
  attack: Pick<SentinelRule, 'tactics' | 'techniques'>,
): SentinelRule {
  return {
    name: `${source}-denied-burst`,
    version,
    title: `A principal was refused many times by ${what}`,
    description: `${manyDenied} calls or more were refused within an hour for lack of rights: somebody tries what they may not do.`,
    severity: 'Medium',
    query: `${source}-hours`,
    tail: over('Denied', manyDenied),
    ...attack,
    details: ['Denied', 'Reads'],
  };
}

/** 45 CFR 164.308(a)(5)(ii)(C). */
function failed(whose: string, who: string): SentinelRule {
  return {
    name: `failed-sign-ins-${whose}`,
    version,
    title: `Many sign-ins of ${who} failed`,
    description: `${manyFailures} sign-ins or more failed within an hour.`,
    severity: 'Medium',
    query: `signins-${whose}-events`,
    tail: `| where Kind == 'sign-in-failed'
| summarize Time = min(Time), Failed = sum(Count), Addresses = dcount(Address), Address = take_any(Address) by Principal
| where Failed >= ${manyFailures}
| project Time, Principal, Resource = '', Address, Failed, Addresses`,
    tactics: ['CredentialAccess'],
    techniques: ['T1110'],
    details: ['Failed', 'Addresses'],
  };
}

/** Keeps principals that come to at least so many of something in a run, whichever hours of the clock that lay in. */
function over(column: 'Exports' | 'Denied' | 'NotFound', most: number): string {
  const sums = [...new Set([column, 'Reads'])].map((each) => `${each} = sum(${each})`).join(', ');
  return `| summarize Time = min(First), ${sums}, Address = take_any(tostring(Addresses[0])) by Principal, Resource
| where ${column} >= ${most}`;
}

function eventColumns(): string {
  return `| project Time, Principal = iff(isempty(Actor), Principal, Actor), Resource, Address, Operation`;
}
