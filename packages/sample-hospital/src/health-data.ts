import { diagnostics } from './diagnostics.ts';
import { connection, connectionResource, privateEndpoint } from './private-endpoints.ts';
import { child, etag, idOf, location, systemData, systemIdentity, tenantId, tracked } from './resource.ts';
import type { Group, Json, Resource } from './resource.ts';

const type = 'Microsoft.HealthcareApis/workspaces';

interface Workspace {
  readonly group: Group;
  readonly name: string;
  readonly privateEndpoint?: boolean;
}

interface Service {
  readonly name: string;
  readonly properties?: Json;
  readonly logged?: boolean;
  readonly encrypted?: boolean;
}

const key = 'https://kv-lakeside-keys.vault.azure.net/keys/fhir';

function workspace({ group, name, privateEndpoint: linked }: Workspace): Resource[] {
  const id = idOf(group, type, name);
  const connections = linked ? [connection(group, id, type, 'healthcareworkspace')] : [];
  const resource = tracked(group, type, name, {
    etag: etag(name),
    systemData: systemData(name),
    properties: {
      provisioningState: 'Succeeded',
      publicNetworkAccess: linked ? 'Disabled' : 'Enabled',
      privateEndpointConnections: connections,
    },
  });
  return [
    resource,
    ...connections.flatMap((each) => [
      connectionResource(resource, each),
      privateEndpoint(group, id, 'healthcareworkspace'),
    ]),
  ];
}

/** Makes a service, with what FHIR, DICOM and MedTech services have in common. */
function service(parent: Resource, kind: string, name: string, rest: Json): Resource {
  return child(parent, kind, name, {
    location,
    tags: parent['tags'],
    etag: etag(`${parent.name} ${name}`),
    identity: systemIdentity(`${parent.name} ${name}`),
    systemData: systemData(name),
    ...rest,
  });
}

function encryption(encrypted: boolean | undefined): Json {
  return encrypted === false
    ? {}
    : { encryption: { customerManagedKeyEncryption: { keyEncryptionKeyUrl: key } } };
}

function fhir(parent: Resource, { name, properties, logged, encrypted }: Service): Resource[] {
  const audience = `https://${parent.name}-${name}.fhir.azurehealthcareapis.com`;
  const resource = service(parent, 'fhirservices', name, {
    kind: 'fhir-R4',
    properties: {
      provisioningState: 'Succeeded',
      acrConfiguration: { loginServers: [] },
      authenticationConfiguration: {
        authority: `https://login.microsoftonline.com/${tenantId}`,
        audience,
        smartProxyEnabled: false,
      },
      corsConfiguration: {
        origins: ['https://portal.lakeside.example'],
        headers: ['*'],
        methods: ['GET'],
        maxAge: 600,
        allowCredentials: false,
      },
      exportConfiguration: { storageAccountName: 'stlakesidefhirexport' },
      importConfiguration: { enabled: false, initialImportMode: false },
      privateEndpointConnections: [],
      publicNetworkAccess: 'Disabled',
      eventState: 'Disabled',
      resourceVersionPolicyConfiguration: { default: 'versioned' },
      ...encryption(encrypted),
      ...properties,
    },
  });
  return [resource, ...(logged === false ? [] : [diagnostics(resource, ['AuditLogs', 'DiagnosticLogs'])])];
}

function dicom(parent: Resource, { name, properties, logged, encrypted }: Service): Resource[] {
  const url = `https://${parent.name}-${name}.dicom.azurehealthcareapis.com`;
  const resource = service(parent, 'dicomservices', name, {
    properties: {
      provisioningState: 'Succeeded',
      authenticationConfiguration: {
        authority: `https://login.microsoftonline.com/${tenantId}`,
        audiences: ['https://dicom.healthcareapis.azure.com/', url],
      },
      corsConfiguration: { origins: [], headers: [], methods: [], allowCredentials: false },
      serviceUrl: url,
      privateEndpointConnections: [],
      publicNetworkAccess: 'Disabled',
      eventState: 'Disabled',
      enableDataPartitions: false,
      ...encryption(encrypted),
      ...properties,
    },
  });
  return [resource, ...(logged === false ? [] : [diagnostics(resource, ['AuditLogs', 'DiagnosticLogs'])])];
}

function medTech(parent: Resource, name: string, fhirService: string): Resource[] {
  const content = { templateType: 'CollectionContent', template: [] };
  const resource = service(parent, 'iotconnectors', name, {
    properties: {
      provisioningState: 'Succeeded',
      ingestionEndpointConfiguration: {
        eventHubName: 'vitals',
        consumerGroup: '$Default',
        fullyQualifiedEventHubNamespace: 'evhns-lakeside-devices.servicebus.windows.net',
      },
      deviceMapping: { content },
    },
  });
  const destination = child(resource, 'fhirdestinations', 'to-fhir', {
    location,
    etag: etag(`${name} to-fhir`),
    systemData: systemData(`${name} to-fhir`),
    properties: {
      provisioningState: 'Succeeded',
      resourceIdentityResolutionType: 'Lookup',
      fhirServiceResourceId: `${parent.id}/fhirservices/${fhirService}`,
      fhirMapping: { content: { templateType: 'CollectionFhir', template: [] } },
    },
  });
  return [resource, destination];
}

export function healthData(): Resource[] {
  const clinical = workspace({ group: 'clinical', name: 'hdslakesideclinical', privateEndpoint: true });
  const imaging = workspace({ group: 'imaging', name: 'hdslakesideimaging', privateEndpoint: true });
  const research = workspace({ group: 'clinical', name: 'hdslakesideresearch' });
  return [
    ...clinical,
    ...fhir(clinical[0]!, { name: 'ehr' }),
    ...medTech(clinical[0]!, 'bedside', 'ehr'),
    ...imaging,
    ...dicom(imaging[0]!, { name: 'archive' }),
    ...dicom(imaging[0]!, { name: 'cardiology', logged: false }),
    ...research,
    ...fhir(research[0]!, {
      name: 'cohorts',
      encrypted: false,
      logged: false,
      properties: {
        publicNetworkAccess: 'Enabled',
        corsConfiguration: {
          origins: ['*'],
          headers: ['*'],
          methods: ['GET', 'POST'],
          maxAge: 86_400,
          allowCredentials: false,
        },
      },
    }),
  ];
}
