import type { Clock } from '../../base/index.ts';
import type { Records } from '../../model/index.ts';
import type { PolicySource } from '../../monitoring/evaluation/index.ts';
import type { AzureReader, AzureWriter, RemediationTasks, WriteChecks } from '../../platform/azure/index.ts';
import type { Writes } from '../../platform/store/index.ts';
import type { RecordBook } from '../../records/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';
import type { OwnResource } from './own-resources.ts';
import type { KillSwitch, RemediationMode, RemediationSettings } from './types.ts';

/** The ports by which plans are made, guarded and applied. */
export interface RemediationPorts {
  readonly policies: PolicySource;
  readonly catalogue: Catalogue;
  readonly reader: AzureReader;
  /** Absent: this part of the app may not write. */
  readonly writer?: AzureWriter;
  /** Goes with `writer`: nothing is written that cannot be checked before. */
  readonly checks?: WriteChecks;
  readonly tasks?: RemediationTasks;
  /** Client id of the identity that writes. */
  readonly identity?: string;
  readonly writes: Writes;
  readonly modes: Records<RemediationMode>;
  readonly killSwitches: Records<KillSwitch>;
  readonly announcedChanges: RecordBook['announcedChanges'];
  readonly settings: RemediationSettings;
  /** The resources that phiwatch itself runs on: it never remediates them without people. */
  readonly own: readonly OwnResource[];
  readonly clock: Clock;
  readonly newId: () => string;
}

export type Writing = RemediationPorts & Required<Pick<RemediationPorts, 'writer' | 'checks'>>;
