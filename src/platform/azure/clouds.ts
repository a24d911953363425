/** The addresses of a cloud: Azure Resource Manager, the scopes of its tokens, and the issuers of tokens. */
export interface Cloud {
  readonly resourceManager: string;
  /** Scope to ask a token for. */
  readonly scope: string;
  /** The address of Entra ID; a tenant's version 2.0 tokens are issued by `<authority>/<tenant>/v2.0`. */
  readonly authority: string;
  /** Version 1.0 tokens are issued by `<sts>/<tenant>/`. */
  readonly sts: string;
  /** The address at which Log Analytics is asked, without the version; also the audience of its tokens. */
  readonly logs: string;
  /** The audience of tokens for the Logs Ingestion API. */
  readonly ingestion: string;
  /** The audience of tokens for topics of Event Grid. */
  readonly eventGrid: string;
  /** Ends of the hosts of Workflows webhooks, by which messages come to Teams. */
  readonly workflowHosts: readonly string[];
}

/**
 * By the names that Azure itself uses. Azure in China is not among them: see `whyNoCloud`.
 * https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 * Logs Ingestion: `KnownMonitorAudience` of `@azure/monitor-ingestion`.
 * Event Grid: https://github.com/Azure/azure-iot-ops-cli-extension/blob/dev/azext_edge/edge/util/cloud_config.py
 * Workflows: https://github.com/microsoft/Agents-for-js/blob/main/packages/agents-copilotstudio-client/src/powerPlatformEnvironment.ts
 * has the hosts of Power Platform; a tenant of GCC lies in the public Azure.
 */
export const clouds = {
  AzureCloud: {
    ...resourceManagerAt('https://management.azure.com'),
    authority: 'https://login.microsoftonline.com',
    sts: 'https://sts.windows.net',
    logs: 'https://api.loganalytics.io',
    ingestion: 'https://monitor.azure.com',
    eventGrid: 'https://eventgrid.azure.net',
    workflowHosts: [
      '.logic.azure.com',
      '.environment.api.powerplatform.com',
      '.environment.api.gov.powerplatform.microsoft.us',
    ],
  },
  AzureUSGovernment: {
    ...resourceManagerAt('https://management.usgovcloudapi.net'),
    authority: 'https://login.microsoftonline.us',
    sts: 'https://sts.windows.net',
    logs: 'https://api.loganalytics.us',
    ingestion: 'https://monitor.azure.us',
    eventGrid: 'https://eventgrid.azure.us',
    workflowHosts: [
      '.logic.azure.us',
      '.environment.api.gov.powerplatform.microsoft.us',
      '.environment.api.high.powerplatform.microsoft.us',
      '.environment.api.appsplatform.us',
    ],
  },
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof clouds;

/** The names of the clouds. */
export const cloudNames = Object.keys(clouds) as CloudName[];

/**
 * Says why a cloud is not to be had, as the rest of a sentence. 21Vianet operates and sells Azure in China, so that no agreement with
 * Microsoft is about it, its business associate agreement included.
 * https://learn.microsoft.com/azure/china/overview-operations
 */
export function whyNoCloud(name: unknown): string {
  return name === 'AzureChinaCloud'
    ? "must not be AzureChinaCloud: 21Vianet operates it, and Microsoft's business associate agreement does not cover it"
    : `must be one of ${cloudNames.join(', ')}`;
}

function resourceManagerAt(resourceManager: string): Pick<Cloud, 'resourceManager' | 'scope'> {
  return { resourceManager, scope: `${resourceManager}/.default` };
}
