import type { z } from 'zod';
import { issuesOf, withoutTrailing } from '../base/index.ts';
import { drillsOfSettings } from '../drills/run/index.ts';
import type { DrillOptions } from '../drills/run/index.ts';
import { evidenceOfSettings } from '../evidence/collection/index.ts';
import type { EvidenceOptions } from '../evidence/collection/index.ts';
import { ownershipOfSettings } from '../monitoring/evaluation/index.ts';
import type { OwnershipRules } from '../monitoring/evaluation/index.ts';
import { alertsOfSettings, strayChannels } from '../notifications/index.ts';
import type { AlertSettings } from '../notifications/index.ts';
import type { PublishSettings } from '../notifications/publishing/index.ts';
import { accessOfSettings } from '../phi-access/access-review/index.ts';
import type { AccessSettings } from '../phi-access/access-review/index.ts';
import type { CallRates } from '../platform/auth/index.ts';
import { clouds } from '../platform/azure/index.ts';
import type { Cloud } from '../platform/azure/index.ts';
import { remediationOfSettings } from '../response/remediation/index.ts';
import type { RemediationOptions } from '../response/remediation/index.ts';
import { settingsSchema } from './settings-schema.ts';

/** The settings of the app, as its environment has them; docs/settings.md explains each. */
export interface Settings {
  readonly tableServiceUri: string;
  readonly queueServiceUri: string;
  /** Lower case. */
  readonly subscriptions: readonly string[];
  /** Management groups under which no subscription may go unwatched. */
  readonly managementGroups: readonly string[];
  readonly resourceManager: string;
  /** Scope of the tokens for Resource Manager. */
  readonly scope: string;
  readonly clientId?: string;
  /** The tenant whose tokens callers must bring. */
  readonly entra: {
    readonly tenantId: string;
    readonly audiences: readonly string[];
    /** The address under which the keys are found; without a last slash. */
    readonly authority: string;
    /** Issuers of the tenant's tokens, versions 1.0 and 2.0. */
    readonly issuers: readonly string[];
    /** The greatest age of a token that is used to approve. */
    readonly approvalTokenMinutes: number;
  };
  /** The most calls a minute of each caller. */
  readonly rates: CallRates;
  readonly readMarginSeconds: number;
  /** Whether attestations of the tenant's manual policies may be written to Azure. */
  readonly writeAttestations: boolean;
  readonly policyParameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly controlsDirectory?: string;
  /** Which resources hold PHI, and whose they are. */
  readonly ownership: OwnershipRules;
  /** The channels, and the routes to them. */
  readonly alerts: AlertSettings;
  /** The limits of remediation, and the identity that writes. */
  readonly remediation: RemediationOptions;
  /** The recovery drills; absent: there are none. */
  readonly drills?: DrillOptions;
  /** The ledger and the collection of evidence; absent: there are none. */
  readonly evidence?: EvidenceOptions;
  /** The review of access to PHI; absent: there is none. */
  readonly access?: AccessSettings;
  /** Path or https address of the feed of HR and Entra: names of people in messages come from it. */
  readonly directory?: string;
  /** The targets of integration events. */
  readonly publish: PublishSettings;
  /** The cloud whose agreement with Microsoft counts. */
  readonly cloud: keyof typeof clouds;
}

/** Settings that are missing or wrong: all of them at once, each with what was expected. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Reads the settings; an empty one counts as absent. Throws SettingsError. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const unresolved = Object.keys(settingsSchema.shape).filter((name) =>
    given[name]?.trim().startsWith('@Microsoft.KeyVault('),
  );
  // Azure hands over the reference itself: as a key it would be one that everybody can guess.
  if (unresolved.length > 0)
    throw new SettingsError(
      `Settings to correct: ${unresolved.join(', ')}: the reference to Key Vault was not resolved. Make the secret, let the identity of the app read it, then restart the app`,
    );
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    const wrong = issuesOf(parsed.error).map(({ field, why }) => {
      const [name = ''] = field.split('.');
      return `${field} ${name in given ? why : 'is missing'}`;
    });
    throw new SettingsError(`Settings to correct: ${wrong.join('; ')}`);
  }
  const values = parsed.data;
  const alerts = alertsOfSettings(values);
  const stray = strayChannels(alerts);
  if (stray.length > 0)
    throw new SettingsError(
      `Settings to correct: ALERT_ROUTES or PRIVACY_CHANNELS names channels that are not in ALERT_CHANNELS: ${stray.join(', ')}`,
    );
  const access = accessOfSettings(values);
  if (access === 'no key')
    throw new SettingsError('Settings to correct: LOG_WORKSPACES needs PATIENT_HASH_KEY');
  const drills = drillsOfSettings(values);
  if (typeof drills === 'string') throw new SettingsError(`Settings to correct: ${drills}`);
  const evidence = evidenceOfSettings(values, Object.keys(alerts.channels));
  if (typeof evidence === 'string') throw new SettingsError(`Settings to correct: ${evidence}`);
  const cloud = clouds[values.AZURE_CLOUD];
  return {
    tableServiceUri: values.STORAGE__tableServiceUri,
    queueServiceUri: values.STORAGE__queueServiceUri,
    subscriptions: values.SUBSCRIPTIONS,
    managementGroups: values.MANAGEMENT_GROUPS ?? [],
    resourceManager: values.AZURE_RESOURCE_MANAGER_ENDPOINT ?? cloud.resourceManager,
    scope: cloud.scope,
    entra: entraOf(cloud, values),
    ...(values.AZURE_CLIENT_ID && { clientId: values.AZURE_CLIENT_ID }),
    rates: { calls: values.CALLS_PER_MINUTE, changes: values.CHANGES_PER_MINUTE },
    readMarginSeconds: values.READ_MARGIN_SECONDS,
    writeAttestations: values.WRITE_ATTESTATIONS === 'on',
    policyParameters: values.POLICY_PARAMETERS ?? {},
    ownership: ownershipOfSettings(values),
    alerts,
    remediation: remediationOfSettings(values),
    ...(drills && { drills }),
    ...(evidence && { evidence }),
    ...(access && { access }),
    ...(values.ACCESS_DIRECTORY !== undefined && { directory: values.ACCESS_DIRECTORY }),
    publish: publishOf(values),
    cloud: values.AZURE_CLOUD,
    ...(values.CONTROLS_DIRECTORY && { controlsDirectory: values.CONTROLS_DIRECTORY }),
  };
}

/** Rows need all three of their settings. */
function publishOf(values: z.infer<typeof settingsSchema>): PublishSettings {
  const {
    EVENT_TOPIC_ENDPOINT: topic,
    LOGS_INGESTION_ENDPOINT: endpoint,
    LOGS_INGESTION_RULE: rule,
    LOGS_INGESTION_STREAM: stream,
  } = values;
  const given = [endpoint, rule, stream].filter((each) => each !== undefined).length;
  if (given > 0 && given < 3)
    throw new SettingsError(
      'Settings to correct: LOGS_INGESTION_ENDPOINT, LOGS_INGESTION_RULE and LOGS_INGESTION_STREAM must be given together',
    );
  return {
    ...(topic !== undefined && { topic }),
    ...(endpoint !== undefined &&
      rule !== undefined &&
      stream !== undefined && { table: { endpoint, rule, stream } }),
  };
}

/** The issuers follow from tenant and authority: nothing is taken from what a token says of itself. */
function entraOf(cloud: Cloud, values: z.infer<typeof settingsSchema>): Settings['entra'] {
  const authority = withoutTrailing(values.ENTRA_AUTHORITY ?? cloud.authority, '/');
  const tenantId = values.ENTRA_TENANT_ID.toLowerCase();
  return {
    tenantId,
    audiences: values.API_AUDIENCE,
    authority,
    approvalTokenMinutes: values.APPROVAL_TOKEN_MINUTES,
    issuers: [`${cloud.sts}/${tenantId}/`, `${authority}/${tenantId}/v2.0`],
  };
}
