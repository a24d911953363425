import { rollUp, states, zeroCounts } from '../../model/index.ts';
import type { SafeguardStatus, State } from '../../model/index.ts';
import { standingOf, unevaluated } from '../../rules/controls/index.ts';
import type { Catalogue, Control } from '../../rules/controls/index.ts';
import type { ScanFinding } from './scan-finding.ts';

/** A safeguard as the resources of a file show it: what people give is not in the file. */
export interface ScanStanding extends Pick<Control, 'id' | 'title' | 'designation'> {
  readonly status: SafeguardStatus;
  readonly summary: string;
  /** The number of (resource, policy) pairs in each state. */
  readonly counts: Readonly<Record<State, number>>;
}

/** Gathers the findings of a scan by safeguard. Every store counts as holding PHI: a file does not say which do not. */
export class ScanStandings {
  readonly #byPolicy = new Map<string, Record<State, number>>();
  readonly #stores = new Map<string, number>();
  readonly #catalogue: Catalogue;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  add({ policy, state }: ScanFinding): void {
    const counts = this.#byPolicy.get(policy) ?? zeroCounts();
    counts[state] += 1;
    this.#byPolicy.set(policy, counts);
  }

  addResource(type: string): void {
    const { types, storeReasons } = this.#catalogue;
    const key = type.toLowerCase();
    if (types.get(key)?.dataStore === true || storeReasons.has(key))
      this.#stores.set(type, (this.#stores.get(type) ?? 0) + 1);
  }

  /** @param fullyRead false where something of the file could not be read, or nothing was in it */
  standings(fullyRead: boolean): readonly ScanStanding[] {
    return this.#catalogue.controls.map((control) => this.#standing(control, fullyRead));
  }

  #standing(control: Control, fullyRead: boolean): ScanStanding {
    const counts = zeroCounts();
    for (const policy of control.policies)
      for (const state of states) counts[state] += this.#byPolicy.get(policy)?.[state] ?? 0;
    const present = states.filter((state) => counts[state] > 0);
    const policies = control.policies.flatMap((name) => this.#catalogue.policy(name) ?? []);
    const { status, summary } = standingOf(control, {
      policies: rollUp(present, fullyRead),
      findings: { open: counts.NonCompliant, accepted: counts.Exempt },
      unevaluated: unevaluated(policies, this.#stores, this.#catalogue),
    });
    const { id, title, designation } = control;
    return { id, title, designation, status, summary, counts };
  }
}
