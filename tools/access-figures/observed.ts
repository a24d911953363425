import { tenantId } from '@phiwatch/sample-hospital';
import type { Row } from '@phiwatch/sample-hospital/logs';

/** The acts of one principal in one hour, as far as public rules count them. */
export interface Hour {
  readonly at: number;
  readonly principal: string;
  calls: number;
  rows: number;
  blobs: number;
  secrets: number;
  denied: number;
  readonly patients: Set<string>;
}

/** An entry that says something by itself. */
export interface Sign {
  readonly at: number;
  readonly principal: string;
  readonly kind: 'export' | 'audit-disabled' | 'new-network' | 'privilege-then-read';
}

const hour = 3_600_000;
const patient = /(?:Patient\/|patient=|subject=|patient:Patient=|_id=)(?:Patient\/)?([\w-]{8,})/;

/** Reads rows as they are written, and keeps what public rules and the count of entity-days need. */
export class Observed {
  readonly hours = new Map<string, Hour>();
  readonly signs: Sign[] = [];
  readonly #logins = new Map<string, string>();

  /** Rows of one date, in order. */
  add(rows: readonly Row[]): void {
    for (const row of rows) this.#one(row);
  }

  /** The object id behind a login, where a sign-in has shown it. */
  idOf(login: string): string {
    return this.#logins.get(login.toLowerCase().replace(`@${tenantId}`, '')) ?? login;
  }

  #hour(principal: string, at: number): Hour {
    const start = Math.floor(at / hour) * hour;
    const key = `${principal} ${start}`;
    let known = this.hours.get(key);
    if (!known) {
      known = {
        at: start,
        principal,
        calls: 0,
        rows: 0,
        blobs: 0,
        secrets: 0,
        denied: 0,
        patients: new Set(),
      };
      this.hours.set(key, known);
    }
    known.calls++;
    return known;
  }

  #one({ table, at, columns }: Row): void {
    const text = (name: string): string => (columns[name] as string | undefined) ?? '';
    switch (table) {
      case 'MicrosoftHealthcareApisAuditLogs': {
        if (columns['ResultType'] === 'Started') return;
        const principal = text('CallerIdentityObjectId');
        const entry = this.#hour(principal, at);
        const [, id] = patient.exec(text('RequestUri')) ?? [];
        if (id) entry.patients.add(id);
        if (columns['StatusCode'] === 403) entry.denied++;
        if (text('OperationName').endsWith('export')) this.signs.push({ at, principal, kind: 'export' });
        return;
      }
      case 'AzureDiagnostics': {
        if (columns['Category'] !== 'SQLSecurityAuditEvents')
          return this.#secret(text('identity_claim_oid_g'), Number(columns['httpStatusCode_d']), at);
        const entry = this.#hour(this.idOf(text('server_principal_name_s')), at);
        entry.rows += Number(columns['response_rows_d']);
        if (columns['succeeded_s'] === 'false') entry.denied++;
        return;
      }
      case 'StorageBlobLogs': {
        const entry = this.#hour(text('RequesterObjectId') || text('AuthenticationHash'), at);
        if (columns['OperationName'] === 'GetBlob') entry.blobs++;
        if (columns['StatusCode'] === '403') entry.denied++;
        return;
      }
      case 'AZKVAuditLogs': {
        const identity = columns['Identity'] as { claim?: { oid?: string } } | null;
        return this.#secret(identity?.claim?.oid ?? '', Number(columns['HttpStatusCode']), at);
      }
      case 'SigninLogs': {
        this.#logins.set(text('UserPrincipalName').toLowerCase(), text('UserId'));
        this.#hour(text('UserId'), at);
        if (columns['Location'] !== 'US')
          this.signs.push({ at, principal: text('UserId'), kind: 'new-network' });
        return;
      }
      case 'AADServicePrincipalSignInLogs':
      case 'AADManagedIdentitySignInLogs':
        this.#logins.set(text('AppId').toLowerCase(), text('ServicePrincipalId'));
        this.#hour(text('ServicePrincipalId'), at);
        return;
      case 'AzureActivity':
        if (
          /diagnosticSettings\/delete$/i.test(text('OperationNameValue')) &&
          columns['ActivityStatusValue'] === 'Success'
        )
          this.signs.push({ at, principal: this.idOf(text('Caller')), kind: 'audit-disabled' });
        return;
      case 'AuditLogs':
        if (columns['OperationName'] === 'Add member to role') {
          const [target] = columns['TargetResources'] as { id: string }[];
          if (target) this.signs.push({ at, principal: target.id, kind: 'privilege-then-read' });
        }
        return;
      default:
    }
  }

  #secret(principal: string, status: number, at: number): void {
    if (!principal) return;
    const entry = this.#hour(principal, at);
    entry.secrets++;
    if (status === 403) entry.denied++;
  }
}
