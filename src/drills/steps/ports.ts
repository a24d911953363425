import type { Clock } from '../../base/index.ts';
import type { DrillAzure } from '../../platform/azure/index.ts';
import type { ComponentRun } from '../model/index.ts';
import type { DrillPlan } from '../plans/index.ts';

/** One table as the check procedure of the customer reports it: numbers alone. */
export interface TableFigures {
  readonly name: string;
  readonly rows: number;
  /** Absent: the service's metadata has counts of rows and nothing else. */
  readonly checksum?: string;
  /** When the table was last changed, ISO 8601, where the procedure says so. */
  readonly changedAt?: string;
}

export type DatabaseFigures =
  /** The answer of the procedure that the customer has installed. */
  | { readonly kind: 'procedure'; readonly tables: readonly TableFigures[] }
  /** There is no such procedure: counts of rows from the service's metadata. */
  | { readonly kind: 'metadata'; readonly tables: readonly TableFigures[] }
  | { readonly kind: 'failed'; readonly why: string };

/** Asks a database for figures about its tables. Nothing leaves it but numbers. */
export interface DatabaseChecks {
  /** @param host `NAME.database.windows.net` */
  figures(kind: 'sql' | 'postgresql', host: string, database: string): Promise<DatabaseFigures>;
}

/** Reads the blob that the customer has placed, from the secondary region. */
export interface CanaryReader {
  /** SHA-256 of the blob, in hexadecimal. */
  digest(
    address: string,
  ): Promise<
    { readonly kind: 'read'; readonly sha256: string } | { readonly kind: 'failed'; readonly why: string }
  >;
}

type KeyStep = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly why: string };

/** Exercises a key of the drill's own in the drill vault. */
export interface DrillKeys {
  /** Makes the key, or finds it. */
  create(vault: string, name: string): Promise<KeyStep>;
  /** Takes a backup, and throws it away: it is key material. */
  backup(vault: string, name: string): Promise<KeyStep>;
  /** Deletes the key, softly; done where it is deleted already. */
  remove(vault: string, name: string): Promise<KeyStep & { readonly purgedAt?: string }>;
  recover(vault: string, name: string): Promise<KeyStep>;
}

export interface StepPorts {
  readonly azure: DrillAzure;
  /** Absent: nothing can be asked, and the report says so. */
  readonly checks?: DatabaseChecks;
  readonly canary?: CanaryReader;
  readonly keys?: DrillKeys;
  readonly clock: Pick<Clock, 'now'>;
}

/** The drill that a step is part of. */
export interface StepContext {
  readonly drillId: string;
  /** `2026Q4` */
  readonly quarter: string;
  /** T0 */
  readonly startedAt: string;
  /** The id of the drill group. */
  readonly group: string;
  readonly plan: DrillPlan;
}

/** Does one unit of a component's step, at most one write among it. What is about to be written was put on record by the turn before. */
export type Step = (run: ComponentRun, context: StepContext, ports: StepPorts) => Promise<ComponentRun>;
