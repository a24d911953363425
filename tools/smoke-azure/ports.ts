import type { AzureGraph, WriteChecks } from '../../src/platform/azure/index.ts';
import type { Catalogue } from '../../src/rules/controls/index.ts';
import type { ArmCall } from './arm-call.ts';

/** The ports of a run, so that tests can give it a simulated Azure and a clock of their own. */
export interface SmokePorts {
  readonly call: ArmCall;
  readonly checks: WriteChecks;
  readonly graph: AzureGraph;
  readonly catalogue: Pick<Catalogue, 'policies' | 'types'>;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly print: (line: string) => void;
  /** Aborted by Ctrl-C: then nothing more is made, and what was made is deleted. */
  readonly interrupted: AbortSignal;
  /** The end of the names of all that a run makes: lower-case letters and digits. */
  readonly suffix: string;
  readonly tenantId: string;
}

/** The options of a run. */
export interface SmokeOptions {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** Whether resources are made and written to, and deleted again. */
  readonly write: boolean;
  /** Names of policies; empty: all that have a remedy. */
  readonly only: readonly string[];
  /** The number of remedies that are tried at a time. */
  readonly workers: number;
  /** Seconds for which the value is read back after a write. */
  readonly watchSeconds: number;
}

/** Api-version of a type, as the product uses it. */
export function apiVersionOf(type: string, { catalogue }: Pick<SmokePorts, 'catalogue'>): string {
  const known = catalogue.types.get(type.toLowerCase())?.apiVersion;
  if (known === undefined) throw new Error(`no api-version is known for ${type}`);
  return known;
}

export function groupIdOf({ subscriptionId, resourceGroup }: SmokeOptions): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
}
