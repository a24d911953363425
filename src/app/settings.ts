import { z } from 'zod';
import { ownershipOfSettings, ownershipSettings } from '../monitoring/evaluation/index.ts';
import type { OwnershipRules } from '../monitoring/evaluation/index.ts';
import { alertSettings, alertsOfSettings, strayChannels } from '../notifications/index.ts';
import type { AlertSettings } from '../notifications/index.ts';
import type { PublishSettings } from '../notifications/publishing/index.ts';
import { accessOfSettings, accessSettings } from '../phi-access/access-review/index.ts';
import type { AccessSettings } from '../phi-access/access-review/index.ts';
import { clouds } from '../platform/azure/index.ts';
import type { Cloud } from '../platform/azure/index.ts';
import { remediationOfSettings, remediationSettings } from '../response/remediation/index.ts';
import type { RemediationOptions } from '../response/remediation/index.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const address = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'must be an http(s) address');

const cloudNames = Object.keys(clouds) as (keyof typeof clouds)[];

/** JSON of `{policy: {parameter: value}}`. */
const policyParameters = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue('must be JSON: {"policy": {"parameter": value}}');
      return z.NEVER;
    }
  })
  .pipe(
    z.record(
      z.string(),
      z.record(z.string(), z.unknown()),
      'must be an object: {"policy": {"parameter": value}}',
    ),
  );

const schema = z.object({
  STORAGE__tableServiceUri: address,
  STORAGE__queueServiceUri: address,
  SUBSCRIPTIONS: z.string().transform((text, context) => {
    const ids = text.split(',').map((id) => id.trim().toLowerCase());
    const wrong = ids.filter((id) => !guid.test(id));
    if (wrong.length > 0) context.addIssue('must be ids of subscriptions, GUIDs with commas between them');
    return [...new Set(ids)];
  }),
  MANAGEMENT_GROUPS: z
    .string()
    .regex(/^[\w.()-]+(\s*,\s*[\w.()-]+)*$/, 'must be ids of management groups, with commas between them')
    .transform((text) => text.split(',').map((id) => id.trim()))
    .optional(),
  AZURE_CLOUD: z.enum(cloudNames, `must be one of ${cloudNames.join(', ')}`).default('AzureCloud'),
  AZURE_RESOURCE_MANAGER_ENDPOINT: z.string().startsWith('https://', 'must be an https address').optional(),
  AZURE_CLIENT_ID: z.string().regex(guid, 'must be the client id of a managed identity, a GUID').optional(),
  ENTRA_TENANT_ID: z.string().regex(guid, 'must be the id of a tenant, a GUID'),
  API_AUDIENCE: z.string().transform((text, context) => {
    const audiences = text.split(',').map((audience) => audience.trim());
    if (audiences.some((audience) => !/^\S+$/.test(audience)))
      context.addIssue('must be what tokens are for (api://ID, or the client id), with commas between them');
    return audiences;
  }),
  ENTRA_AUTHORITY: z.string().startsWith('https://', 'must be an https address').optional(),
  READ_MARGIN_SECONDS: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a number of seconds, 0 to 9999')
    .default('60')
    .transform(Number),
  WRITE_ATTESTATIONS: z.enum(['on', 'off'], 'must be on or off').default('off'),
  POLICY_PARAMETERS: policyParameters.optional(),
  CONTROLS_DIRECTORY: z.string().optional(),
  ...ownershipSettings,
  ...alertSettings,
  ...remediationSettings,
  ...accessSettings,
  EVENT_TOPIC_ENDPOINT: z.string().startsWith('https://', 'must be an https address').optional(),
  LOGS_INGESTION_ENDPOINT: z.string().startsWith('https://', 'must be an https address').optional(),
  LOGS_INGESTION_RULE: z
    .string()
    .regex(/^dcr-[0-9a-f]+$/, 'must be the immutable id of a data collection rule, dcr-...')
    .optional(),
  LOGS_INGESTION_STREAM: z
    .string()
    .startsWith('Custom-', 'must be the name of a stream, Custom-...')
    .optional(),
});

/** What the app is told by its environment; local.settings.sample.json and the README explain each. */
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
  /** Whose tokens callers must bring. */
  readonly entra: {
    readonly tenantId: string;
    readonly audiences: readonly string[];
    /** Where the keys are found; without a last slash. */
    readonly authority: string;
    /** Of the tenant's tokens, versions 1.0 and 2.0. */
    readonly issuers: readonly string[];
  };
  readonly readMarginSeconds: number;
  /** Whether attestations of the tenant's manual policies may be written to Azure. */
  readonly writeAttestations: boolean;
  readonly policyParameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly controlsDirectory?: string;
  /** Which resources hold PHI, and whose they are. */
  readonly ownership: OwnershipRules;
  /** Who is told of drifts, how and when. */
  readonly alerts: AlertSettings;
  /** What may be remediated, and by which identity. */
  readonly remediation: RemediationOptions;
  /** How access to PHI is watched; absent: it is not. */
  readonly access?: AccessSettings;
  /** Where drifts go for others to build on. */
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
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name} ${name in given ? message : 'is missing'}${path.length > 1 ? ` (at ${path.slice(1).join('.')})` : ''}`;
    });
    throw new SettingsError(`Settings to correct: ${wrong.join('; ')}`);
  }
  const values = parsed.data;
  const alerts = alertsOfSettings(values);
  const stray = strayChannels(alerts);
  if (stray.length > 0)
    throw new SettingsError(
      `Settings to correct: ALERT_ROUTES or PRIVACY_CHANNELS names channels that ALERT_CHANNELS has not: ${stray.join(', ')}`,
    );
  const access = accessOfSettings(values);
  if (access === 'no key')
    throw new SettingsError('Settings to correct: LOG_WORKSPACES needs PATIENT_HASH_KEY beside it');
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
    readMarginSeconds: values.READ_MARGIN_SECONDS,
    writeAttestations: values.WRITE_ATTESTATIONS === 'on',
    policyParameters: values.POLICY_PARAMETERS ?? {},
    ownership: ownershipOfSettings(values),
    alerts,
    remediation: remediationOfSettings(values),
    ...(access && { access }),
    publish: publishOf(values),
    cloud: values.AZURE_CLOUD,
    ...(values.CONTROLS_DIRECTORY && { controlsDirectory: values.CONTROLS_DIRECTORY }),
  };
}

/** Rows need all three of their settings. */
function publishOf(values: z.infer<typeof schema>): PublishSettings {
  const {
    EVENT_TOPIC_ENDPOINT: topic,
    LOGS_INGESTION_ENDPOINT: endpoint,
    LOGS_INGESTION_RULE: rule,
    LOGS_INGESTION_STREAM: stream,
  } = values;
  const given = [endpoint, rule, stream].filter((each) => each !== undefined).length;
  if (given > 0 && given < 3)
    throw new SettingsError(
      'Settings to correct: LOGS_INGESTION_ENDPOINT, LOGS_INGESTION_RULE and LOGS_INGESTION_STREAM go together',
    );
  return {
    ...(topic !== undefined && { topic }),
    ...(endpoint !== undefined &&
      rule !== undefined &&
      stream !== undefined && { table: { endpoint, rule, stream } }),
  };
}

/** The issuers follow from tenant and authority: nothing is taken from what a token says of itself. */
function entraOf(cloud: Cloud, values: z.infer<typeof schema>): Settings['entra'] {
  const authority = (values.ENTRA_AUTHORITY ?? cloud.authority).replace(/\/+$/, '');
  const tenantId = values.ENTRA_TENANT_ID.toLowerCase();
  return {
    tenantId,
    audiences: values.API_AUDIENCE,
    authority,
    issuers: [`${cloud.sts}/${tenantId}/`, `${authority}/${tenantId}/v2.0`],
  };
}
