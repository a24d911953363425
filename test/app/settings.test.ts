import { expect, test } from 'vitest';
import { readSettings, SettingsError } from '../../src/app/settings.ts';

const id = '11111111-1111-4111-8111-111111111111';
const least = {
  STORAGE__tableServiceUri: 'https://a.table.core.windows.net',
  STORAGE__queueServiceUri: 'https://a.queue.core.windows.net',
  SUBSCRIPTIONS: id,
  ENTRA_TENANT_ID: id,
  API_AUDIENCE: 'api://phiwatch',
};

test('the least that must be given', () => {
  expect(readSettings(least)).toEqual({
    tableServiceUri: least.STORAGE__tableServiceUri,
    queueServiceUri: least.STORAGE__queueServiceUri,
    subscriptions: [id],
    managementGroups: [],
    resourceManager: 'https://management.azure.com',
    scope: 'https://management.azure.com/.default',
    entra: {
      tenantId: id,
      audiences: ['api://phiwatch'],
      approvalTokenMinutes: 10,
      authority: 'https://login.microsoftonline.com',
      issuers: [`https://sts.windows.net/${id}/`, `https://login.microsoftonline.com/${id}/v2.0`],
    },
    rates: { calls: 600, changes: 120 },
    readMarginSeconds: 60,
    writeAttestations: false,
    policyParameters: {},
    ownership: {
      phiTags: ['phi', 'dataclassification'],
      phiScopes: [],
      organizationTag: 'organization',
      organizations: {},
    },
    alerts: { channels: {}, teamsHosts: [], timeZone: 'UTC' },
    publish: {},
    remediation: { optOutTag: 'phiwatch-remediation', freezes: [] },
    cloud: 'AzureCloud',
  });
});

test('everything that can be given', () => {
  const settings = readSettings({
    ...least,
    SUBSCRIPTIONS: ` ${id.replaceAll('1', 'A')}, ${id} `,
    MANAGEMENT_GROUPS: 'hospitals , clinics.east',
    AZURE_CLOUD: 'AzureUSGovernment',
    AZURE_RESOURCE_MANAGER_ENDPOINT: 'https://127.0.0.1:8443',
    AZURE_CLIENT_ID: id,
    ENTRA_TENANT_ID: id.replaceAll('1', 'A'),
    API_AUDIENCE: `api://${id}, ${id}`,
    ENTRA_AUTHORITY: 'https://127.0.0.1:8443/',
    READ_MARGIN_SECONDS: '5',
    POLICY_PARAMETERS: '{"allowed-regions": {"regions": ["eastus"]}}',
    CONTROLS_DIRECTORY: 'controls',
    PHI_TAGS: 'PHI, class',
    PHI_SCOPES: `/subscriptions/${id}`,
    ORGANIZATION_TAG: 'Owner',
    ORGANIZATIONS: `${id}=north-clinic`,
    PAGE_ADDRESS: 'https://phiwatch.example/api/page/',
    PAGE_CLIENT_ID: id,
  });
  expect(settings).toMatchObject({
    subscriptions: [id.replaceAll('1', 'a'), id],
    managementGroups: ['hospitals', 'clinics.east'],
    resourceManager: 'https://127.0.0.1:8443',
    scope: 'https://management.usgovcloudapi.net/.default',
    clientId: id,
    entra: {
      tenantId: id.replaceAll('1', 'a'),
      audiences: [`api://${id}`, id],
      authority: 'https://127.0.0.1:8443',
      issuers: [
        `https://sts.windows.net/${id.replaceAll('1', 'a')}/`,
        `https://127.0.0.1:8443/${id.replaceAll('1', 'a')}/v2.0`,
      ],
    },
    readMarginSeconds: 5,
    policyParameters: { 'allowed-regions': { regions: ['eastus'] } },
    controlsDirectory: 'controls',
    ownership: {
      phiTags: ['phi', 'class'],
      phiScopes: [`/subscriptions/${id}`],
      organizationTag: 'owner',
      organizations: { [id]: 'north-clinic' },
    },
    remediation: { pageAddress: 'https://phiwatch.example/api/page', pageClientId: id },
    cloud: 'AzureUSGovernment',
  });
});

test('all that is wrong is said at once, each by its name', () => {
  const wrong = {
    STORAGE__queueServiceUri: 'somewhere',
    SUBSCRIPTIONS: 'production',
    MANAGEMENT_GROUPS: 'hospitals,,clinics',
    AZURE_CLOUD: 'Mars',
    AZURE_RESOURCE_MANAGER_ENDPOINT: 'http://management.azure.com',
    ENTRA_TENANT_ID: 'contoso.example',
    API_AUDIENCE: 'api://one,,',
    ENTRA_AUTHORITY: 'http://login.microsoftonline.com',
    READ_MARGIN_SECONDS: '-1',
    POLICY_PARAMETERS: '{',
    PHI_SCOPES: 'everything',
    ORGANIZATIONS: 'north-clinic',
    PAGE_ADDRESS: 'phiwatch.example',
    PAGE_CLIENT_ID: 'page',
  };
  expect(() => readSettings(wrong)).toThrow(SettingsError);
  expect(() => readSettings(wrong)).toThrow('STORAGE__tableServiceUri is missing');
  for (const name of Object.keys(wrong)) expect(() => readSettings(wrong)).toThrow(`${name} must be`);
});

test.each([
  ['AZURE_CLOUD', 'AzureGermanCloud', 'must be one of AzureCloud, AzureUSGovernment'],
  [
    'AZURE_CLOUD',
    'AzureChinaCloud',
    "must not be AzureChinaCloud: 21Vianet operates it, and Microsoft's business associate agreement does not cover it",
  ],
  ['ALERT_CHANNELS', 'ops', 'must be JSON'],
  [
    'ALERT_CHANNELS',
    '{"ops": {"kind": "teams", "url": "https://x.logic.azure.com"}}',
    'must be the name of a setting',
  ],
  ['ALERT_CHANNELS', '{"Ops": {"kind": "teams", "url": "OPS_URL"}}', 'lower case'],
  ['ALERT_CHANNELS', '{"ops": {"kind": "fax"}}', '.ops.kind must be one of teams, smtp, acs, webhook'],
  ['ALERT_CHANNELS', '{"ops": {"kind": "teams", "url": "A", "x": 1}}', '.ops.x is not a known field'],
  [
    'ALERT_CHANNELS',
    '{"ops": {"kind": "smtp", "url": "A", "from": "a@b.example", "to": ["c@d.example"], "perHour": 0}}',
    '.ops.perHour must be',
  ],
  ['ALERT_ROUTES', '{}', 'must be an array, not an object'],
  ['ALERT_ROUTES', '[{"channels": ["nobody"]}]', 'nobody'],
  ['QUIET_HOURS', '22-6', 'must be hours and a time zone like'],
  ['QUIET_HOURS', '21:75-06:00 Europe/Berlin', 'must have times from 00:00 to 23:59'],
  ['QUIET_HOURS', '21:00-24:00 Europe/Berlin', 'must have times from 00:00 to 23:59'],
  ['TIME_ZONE', 'Mars/Base', 'must be an IANA time zone'],
  ['EVENT_TOPIC_ENDPOINT', 'http://topic', 'must be an https address'],
  ['LOGS_INGESTION_RULE', 'dcr-0a1b', 'must be given together'],
  [
    'QUIET_HOURS',
    '22:00-06:00 Mars/Base',
    'must end with an IANA time zone like Europe/Berlin, not Mars/Base',
  ],
])('%s of %s is refused, naming it', (name, value, why) => {
  expect(() => readSettings({ ...least, [name]: value })).toThrow(new RegExp(`${name}.*${why}`));
});

test('watching access needs a key for hashes of patients, of some length', () => {
  const LOG_WORKSPACES = `${id}, ${id.toUpperCase()}`;
  expect(() => readSettings({ ...least, LOG_WORKSPACES })).toThrow(/LOG_WORKSPACES needs PATIENT_HASH_KEY/);
  expect(() => readSettings({ ...least, LOG_WORKSPACES, PATIENT_HASH_KEY: 'short' })).toThrow(
    /PATIENT_HASH_KEY must have at least 32/,
  );
  expect(() => readSettings({ ...least, LOG_WORKSPACES: 'hospital' })).toThrow(/LOG_WORKSPACES must be ids/);
  const key = 'k'.repeat(32);
  const LOG_ANALYTICS_ENDPOINT = 'https://127.0.0.1:8443/v1/';
  expect(
    readSettings({ ...least, LOG_WORKSPACES, LOG_ANALYTICS_ENDPOINT, PATIENT_HASH_KEY: key }).access,
  ).toEqual({
    workspaces: [id],
    endpoint: 'https://127.0.0.1:8443',
    patientHashKey: key,
    dailyBudget: 20,
  });
});

test('privacy channels are channels, with who reads them', () => {
  const ALERT_CHANNELS = '{"privacy": {"kind": "teams", "url": "URL"}}';
  const read = (PRIVACY_CHANNELS: string) =>
    readSettings({ ...least, ALERT_CHANNELS, PRIVACY_CHANNELS }).alerts.privacy;
  expect(read(`privacy=${id.toUpperCase()}+${id}`)).toEqual({ privacy: [id, id] });
  expect(() => read('privacy')).toThrow(/PRIVACY_CHANNELS must be channels/);
  expect(() => read(`other=${id}`)).toThrow(
    /PRIVACY_CHANNELS names channels that are not in ALERT_CHANNELS: other/,
  );
});

test('a reference to Key Vault that Azure did not resolve is no secret', () => {
  const reference = '@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/patient-hash-key)';
  expect(() => readSettings({ ...least, LOG_WORKSPACES: id, PATIENT_HASH_KEY: reference })).toThrow(
    /PATIENT_HASH_KEY: the reference to Key Vault was not resolved/,
  );
});
