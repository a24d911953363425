import type { Clock } from '../../base/index.ts';
import type { NotificationPorts } from '../../notifications/index.ts';
import type { Records } from '../../model/index.ts';
import type { PolicySource, OwnershipRules } from '../../monitoring/evaluation/index.ts';
import type { AzureReader } from '../../platform/azure/index.ts';
import type { Items, Schedule, StateStore } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { AnnouncedChange, Exemption } from '../../records/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';
import type { Drill } from '../model/index.ts';
import type { PlanRevision } from '../plans/index.ts';
import type { StepPorts } from '../steps/index.ts';

/** The settings of drills. */
export interface DrillSettings {
  /** The id of the drill group. */
  readonly group: string;
  /** Ids of what the template has left in the drill group: it is never deleted. */
  readonly standing: readonly string[];
}

export interface DrillPorts extends StepPorts, NotificationPorts {
  readonly clock: Clock;
  readonly drills: Items<Drill>;
  readonly plans: Records<PlanRevision>;
  readonly settings: DrillSettings;
  /** Schedules of what is to be published, one for each target. */
  readonly published: readonly Schedule[];
  /** The policies by which the drill group is evaluated, and what they are evaluated with. */
  readonly policies: PolicySource;
  readonly catalogue: Catalogue;
  readonly reader: AzureReader;
  readonly ownership: OwnershipRules;
  readonly exemptions: Records<Exemption>;
  readonly announcedChanges: Records<AnnouncedChange>;
  /** The current states: which resources hold PHI. */
  readonly store: Pick<StateStore, 'list'>;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
  /** Whether writes are stopped. What cannot be read throws. */
  readonly writesStopped: () => Promise<boolean>;
  /** The id of an incident that was opened since a moment; undefined: none was. */
  readonly incidentSince: (moment: string) => Promise<string | undefined>;
  readonly log: Log;
}
