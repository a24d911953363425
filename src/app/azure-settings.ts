import { z } from 'zod';
import { settingDescriptions } from '../base/index.ts';
import { cloudNames, whyNoCloud } from '../platform/azure/index.ts';

const group = 'Azure and the API';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const nil = '00000000-0000-0000-0000-000000000000';

const httpsAddress = () => z.string().startsWith('https://', 'must be an https address');

const rate = (usual: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'must be a number from 1 to 999999')
    .default(usual)
    .transform(Number);

/** The settings of Azure: the watched subscriptions, the identity, and the tenant whose people may call the API. */
export const azureSettings = {
  SUBSCRIPTIONS: z
    .string()
    .transform((text, context) => {
      const ids = text.split(',').map((id) => id.trim().toLowerCase());
      const wrong = ids.filter((id) => !guid.test(id));
      if (wrong.length > 0) context.addIssue('must be ids of subscriptions (GUIDs), separated by commas');
      return [...new Set(ids)];
    })
    .register(settingDescriptions, {
      group,
      meaning: 'Ids of the watched subscriptions, separated by commas. The identity needs Reader on each.',
      example: nil,
    }),
  MANAGEMENT_GROUPS: z
    .string()
    .regex(/^[\w.()-]+(\s*,\s*[\w.()-]+)*$/, 'must be ids of management groups, separated by commas')
    .transform((text) => text.split(',').map((id) => id.trim()))
    .optional()
    .register(settingDescriptions, {
      group,
      meaning:
        'Ids of management groups, separated by commas. Every subscription below them that is not watched is reported.',
      otherwise: 'none',
      example: 'hospitals,clinics.east',
    }),
  AZURE_CLOUD: z
    .enum(cloudNames, { error: ({ input }) => whyNoCloud(input) })
    .default('AzureCloud')
    .register(settingDescriptions, {
      group,
      meaning:
        "The Azure cloud: `AzureCloud` or `AzureUSGovernment`. Azure in China is refused, as Microsoft's business associate agreement does not cover it.",
      example: 'AzureUSGovernment',
    }),
  AZURE_RESOURCE_MANAGER_ENDPOINT: httpsAddress().optional().register(settingDescriptions, {
    group,
    meaning: 'Another https address of Resource Manager.',
    otherwise: 'that of the cloud',
    example: 'https://management.azure.com',
  }),
  AZURE_CLIENT_ID: z
    .string()
    .regex(guid, 'must be the client id of a managed identity, a GUID')
    .optional()
    .register(settingDescriptions, {
      group,
      meaning: 'Client id of the user-assigned managed identity under which the app reads.',
      otherwise: 'the system-assigned identity, or whoever is signed in',
      example: nil,
    }),
  ENTRA_TENANT_ID: z
    .string()
    .regex(guid, 'must be the id of a tenant, a GUID')
    .register(settingDescriptions, {
      group,
      meaning: 'Id of the Entra tenant whose people may call the API. See [api-access.md](api-access.md).',
      example: nil,
    }),
  API_AUDIENCE: z
    .string()
    .transform((text, context) => {
      const audiences = text.split(',').map((audience) => audience.trim());
      if (audiences.some((audience) => !/^\S+$/.test(audience)))
        context.addIssue('must be audiences of tokens (api://ID, or the client id), separated by commas');
      return audiences;
    })
    .register(settingDescriptions, {
      group,
      meaning:
        "The audience that their tokens must have: the application id URI of the API's registration and its client id, separated by commas.",
      example: `api://${nil},${nil}`,
    }),
  ENTRA_AUTHORITY: httpsAddress().optional().register(settingDescriptions, {
    group,
    meaning: 'Another https address of Entra ID.',
    otherwise: 'that of the cloud',
    example: 'https://login.microsoftonline.com',
  }),
  APPROVAL_TOKEN_MINUTES: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a number of minutes from 1 to 1680')
    .default('10')
    .transform(Number)
    .refine((minutes) => minutes >= 1 && minutes <= 1680, 'must be a number of minutes from 1 to 1680')
    .register(settingDescriptions, {
      group,
      meaning:
        'The greatest age of a token that is used to approve: it keeps the roles of when it was issued. 1680 is as long as Entra issues any.',
      example: '60',
    }),
  CALLS_PER_MINUTE: rate('600').register(settingDescriptions, {
    group,
    meaning:
      'The most calls of the API that each caller may make in a minute. Each instance of the app counts for itself.',
    example: '1200',
  }),
  CHANGES_PER_MINUTE: rate('120').register(settingDescriptions, {
    group,
    meaning: 'The same for calls that change something.',
    example: '60',
  }),
  READ_MARGIN_SECONDS: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a number of seconds from 0 to 9999')
    .default('60')
    .transform(Number)
    .register(settingDescriptions, {
      group,
      meaning:
        'For how many seconds after an event a read may still miss the change. The resource is read once more after that.',
      example: '120',
    }),
};
