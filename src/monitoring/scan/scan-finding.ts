import { zeroCounts } from '../../model/index.ts';
import type { DecidingField, Severity, State } from '../../model/index.ts';
import type { CataloguePolicy } from '../../rules/controls/index.ts';

/** The state of one (resource, policy) as a scan reports it. */
export interface ScanFinding {
  readonly resourceId: string;
  readonly resourceType: string;
  readonly policy: string;
  readonly title: string;
  /** Citations of 45 CFR: `164.312(e)(1)`. */
  readonly controls: readonly string[];
  readonly severity: Severity;
  readonly state: State;
  readonly reason?: string;
  readonly fields?: readonly DecidingField[];
}

/** The name that findings about unreadable elements carry in place of a policy's. */
const READABLE = 'well-formed-resource';

/** An element of the export that cannot be evaluated: Unknown, whatever the policies. */
export function malformedFinding(place: string, problem: string, id?: string, type?: string): ScanFinding {
  return {
    resourceId: id ?? place,
    resourceType: type ?? '',
    policy: READABLE,
    title: 'The resource can be read',
    controls: [],
    severity: 'high',
    state: 'Unknown',
    reason: `${place}: ${problem}`,
  };
}

/** The part of a finding that all findings of a policy share. */
export const aboutPolicy = ({ name, title, controls, severity }: CataloguePolicy) => ({
  policy: name,
  title,
  controls,
  severity,
});

/** The number of findings of each state, and of resources. */
export class ScanTally {
  readonly counts = zeroCounts();
  /** The resources that were evaluated, those to which no policy applies included; an id that occurs twice counts twice. */
  resources = 0;
  /** The resources among them that share their id with another. */
  repeated = 0;

  add({ state }: ScanFinding): void {
    this.counts[state]++;
  }

  addResource(isRepeated: boolean): void {
    this.resources++;
    if (isRepeated) this.repeated++;
  }

  /** Findings that say something of the estate: all but NotApplicable. */
  get applicable(): number {
    const { NonCompliant, Unknown, Exempt, Compliant } = this.counts;
    return NonCompliant + Unknown + Exempt + Compliant;
  }

  /** 2: something is NonCompliant; 3: nothing is, but something is Unknown; 0: neither. */
  get exitCode(): 0 | 2 | 3 {
    if (this.counts.NonCompliant > 0) return 2;
    return this.counts.Unknown > 0 ? 3 : 0;
  }
}
