import { z } from 'zod';
import { ownershipSettings } from '../monitoring/evaluation/index.ts';
import { alertSettings } from '../notifications/index.ts';
import { accessSettings } from '../phi-access/access-review/index.ts';
import { clouds } from '../platform/azure/index.ts';
import { remediationSettings } from '../response/remediation/index.ts';

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

/** The settings by their names, as the environment gives them. */
export const settingsSchema = z.object({
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
