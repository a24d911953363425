import { guid, tenantId } from '../../resource.ts';
import type { Random } from '../random.ts';
import type { Actor, Call, Row } from '../row.ts';
import { entraRow } from './common.ts';

export interface SignIn extends Call {
  readonly application?: string;
  /** `0` is success. */
  readonly result?: string;
  readonly country?: string;
  /** Whether it is an AI agent that signs in. */
  readonly agent?: boolean;
}

const agentOf = (actor: Actor) => ({
  agentType: 'AgenticAppInstance',
  parentAppId: guid(`blueprint ${actor.id}`),
});

/** A sign-in of a person, or of an agent that has a user of its own. */
export function signIn(call: SignIn, random: Random): Row {
  const application = call.application ?? 'Lakeside EHR';
  const result = call.result ?? '0';
  return entraRow('SigninLogs', call.at, {
    AADTenantId: tenantId,
    AppDisplayName: application,
    AppId: guid(`application ${application}`),
    Category: 'SignInLogs',
    ClientAppUsed: 'Browser',
    ConditionalAccessStatus: result === '0' ? 'success' : 'notApplied',
    CorrelationId: random.guid(),
    CreatedDateTime: new Date(call.at).toISOString(),
    Id: random.guid(),
    Identity: call.actor.displayName,
    IPAddress: call.address,
    IsInteractive: true,
    Location: call.country ?? 'US',
    LocationDetails: { countryOrRegion: call.country ?? 'US' },
    OperationName: 'Sign-in activity',
    ResultType: result,
    ResultDescription: result === '0' ? '' : 'Invalid username or password',
    Status: { errorCode: Number(result) },
    UserDisplayName: call.actor.displayName,
    UserId: call.actor.id,
    UserPrincipalName: call.actor.login,
    UserType: 'Member',
    UserAgent: 'Mozilla/5.0',
    RiskLevelDuringSignIn: 'none',
    Agent: call.agent ? agentOf(call.actor) : {},
  });
}

/** A sign-in of an application, a managed identity or an agent without a user. */
export function applicationSignIn(call: SignIn & { readonly managed?: boolean }, random: Random): Row {
  const table = call.managed ? 'AADManagedIdentitySignInLogs' : 'AADServicePrincipalSignInLogs';
  return entraRow(table, call.at, {
    AppId: call.actor.login,
    Category: call.managed ? 'ManagedIdentitySignInLogs' : 'ServicePrincipalSignInLogs',
    ConditionalAccessStatus: 'notApplied',
    CorrelationId: random.guid(),
    Id: random.guid(),
    IPAddress: call.managed ? '' : call.address,
    Location: call.managed ? '' : (call.country ?? 'US'),
    OperationName: 'Sign-in activity',
    ResourceDisplayName: call.application ?? 'Azure Healthcare APIs',
    ResultType: call.result ?? '0',
    ServicePrincipalId: call.actor.id,
    ServicePrincipalName: call.actor.displayName,
    ServicePrincipalCredentialKeyId: call.managed ? '' : guid(`credential ${call.actor.id}`),
    UniqueTokenIdentifier: random.hex(22),
    ...(call.managed
      ? {}
      : {
          AADTenantId: tenantId,
          CreatedDateTime: new Date(call.at).toISOString(),
          Agent: JSON.stringify(call.agent ? agentOf(call.actor) : { agentType: 'notAgentic' }),
        }),
  });
}

export interface DirectoryChange extends Call {
  readonly operation: string;
  readonly category: string;
  readonly target: Actor;
  /** The changes, as `TargetResources[].modifiedProperties` says them. */
  readonly properties: Readonly<Record<string, string>>;
}

/** An entry of the audit of Entra ID. */
export function directoryChange(call: DirectoryChange, random: Random): Row {
  const { actor, target } = call;
  const by =
    actor.kind === 'human'
      ? { user: { id: actor.id, userPrincipalName: actor.login, displayName: null, ipAddress: call.address } }
      : { app: { appId: actor.login, servicePrincipalId: actor.id, displayName: actor.displayName } };
  const modified = Object.entries(call.properties).map(([displayName, value]) => ({
    displayName,
    oldValue: null,
    newValue: JSON.stringify(value),
  }));
  return entraRow('AuditLogs', call.at, {
    AADOperationType: 'Assign',
    AADTenantId: tenantId,
    ActivityDateTime: new Date(call.at).toISOString(),
    ActivityDisplayName: call.operation,
    AdditionalDetails: [],
    Category: call.category,
    CorrelationId: random.guid(),
    Id: `Directory_${random.hex(12)}`,
    Identity: actor.displayName,
    InitiatedBy: by,
    LoggedByService: 'Core Directory',
    OperationName: call.operation,
    Result: 'success',
    TargetResources: [
      {
        id: target.id,
        displayName: target.displayName,
        type: target.kind === 'human' ? 'User' : 'ServicePrincipal',
        userPrincipalName: target.kind === 'human' ? target.login : null,
        modifiedProperties: modified,
      },
    ],
  });
}
