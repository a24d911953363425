/** Where Azure Resource Manager of a cloud is, and for whom its tokens are. */
export interface Cloud {
  readonly resourceManager: string;
  /** Scope to ask a token for. */
  readonly scope: string;
}

/** By the names that Azure itself uses. https://learn.microsoft.com/cli/azure/manage-clouds-azure-cli */
export const clouds = {
  AzureCloud: cloudAt('https://management.azure.com'),
  AzureUSGovernment: cloudAt('https://management.usgovcloudapi.net'),
  AzureChinaCloud: cloudAt('https://management.chinacloudapi.cn'),
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof clouds;

function cloudAt(resourceManager: string): Cloud {
  return { resourceManager, scope: `${resourceManager}/.default` };
}
