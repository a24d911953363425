/** Tables of Log Analytics that the generator writes. */
export const tables = [
  'MicrosoftHealthcareApisAuditLogs',
  'AHDSDicomAuditLogs',
  'AHDSMedTechDiagnosticLogs',
  'AzureDiagnostics',
  'StorageBlobLogs',
  'AZKVAuditLogs',
  'SigninLogs',
  'AADServicePrincipalSignInLogs',
  'AADManagedIdentitySignInLogs',
  'AuditLogs',
  'AzureActivity',
] as const;
export type Table = (typeof tables)[number];

/** One row of a table, with the moment of its `TimeGenerated`. */
export interface Row {
  readonly table: Table;
  readonly at: number;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** The one who shows in a log: a person, an application or an agent. */
export interface Actor {
  /** Object id. */
  readonly id: string;
  /** User principal name of a person, application id of anything else. */
  readonly login: string;
  readonly displayName: string;
  readonly kind: 'human' | 'service' | 'agent';
}

/** The fields that all calls have: when, who, from where. */
export interface Call {
  readonly at: number;
  readonly actor: Actor;
  readonly address: string;
}
