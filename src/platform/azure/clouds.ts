/** The addresses of a cloud: Azure Resource Manager, the scope of its tokens, and the issuers of tokens. */
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
}

/**
 * By the names that Azure itself uses. https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 */
export const clouds = {
  AzureCloud: cloudAt(
    'https://management.azure.com',
    'https://login.microsoftonline.com',
    'https://sts.windows.net',
    'https://api.loganalytics.io',
  ),
  AzureUSGovernment: cloudAt(
    'https://management.usgovcloudapi.net',
    'https://login.microsoftonline.us',
    'https://sts.windows.net',
    'https://api.loganalytics.us',
  ),
  AzureChinaCloud: cloudAt(
    'https://management.chinacloudapi.cn',
    'https://login.partner.microsoftonline.cn',
    'https://sts.chinacloudapi.cn',
    'https://api.loganalytics.azure.cn',
  ),
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof clouds;

function cloudAt(resourceManager: string, authority: string, sts: string, logs: string): Cloud {
  return { resourceManager, scope: `${resourceManager}/.default`, authority, sts, logs };
}
