/** The step that a drill takes for a component, by its kind: one file for each. */
import { isOwnTables } from '../plans/index.ts';
import type { ComponentKind } from '../plans/index.ts';
import { healthDataStep } from './health-data.ts';
import { keyVaultStep } from './key-vault.ts';
import { drillTablePrefix, ownTablesStep } from './own-tables.ts';
import type { Step } from './ports.ts';
import { postgresqlStep } from './postgresql.ts';
import { cosmosStep, eventHubsStep, failoverGroupStep } from './readiness.ts';
import { recoveryServicesStep } from './recovery-services.ts';
import { sqlStep } from './sql.ts';
import { storageStep } from './storage.ts';

export { drillKeyOf } from './key-vault.ts';
export { drillTablePrefix };
export type {
  CanaryReader,
  DatabaseChecks,
  DatabaseFigures,
  DrillKeys,
  Step,
  StepContext,
  StepPorts,
  TableFigures,
} from './ports.ts';
export { withFinding } from './findings.ts';
export { actionOf, neededRights } from './progress.ts';

export const steps: Readonly<Record<ComponentKind, Step>> = {
  sql: sqlStep,
  postgresql: postgresqlStep,
  storage: (run, ...rest) => (isOwnTables(run.component) ? ownTablesStep : storageStep)(run, ...rest),
  'key-vault': keyVaultStep,
  'recovery-services': recoveryServicesStep,
  'sql-failover-group': failoverGroupStep,
  'cosmos-db': cosmosStep,
  'event-hubs': eventHubsStep,
  'health-data': healthDataStep,
};
