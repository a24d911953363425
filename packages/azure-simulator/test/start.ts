import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import { onTestFinished } from 'vitest';
import { trustedCertificate } from '../../../test/support/trusted-certificate.ts';
import { secretHeader, startAzure } from '../src/index.ts';
import type { Azure, AzureOptions, Grant } from '../src/index.ts';

/** Object ids of the principals of these tests. */
export const reader = '11111111-0000-4000-a000-000000000001';
export const writer = '11111111-0000-4000-a000-000000000002';
export const stranger = '11111111-0000-4000-a000-000000000003';

const scope = `/subscriptions/${subscriptionId}`;
const roles: readonly Grant[] = [
  { principal: reader, scope, actions: ['*/read'] },
  { principal: writer, scope, actions: ['*'] },
];

export interface Call {
  readonly oid?: string | undefined;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The shape of a body is what the tests assert.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface TestAzure extends Azure {
  /** Calls Azure Resource Manager as the reader, or as who is named; the api-version is given unless a query is. */
  call(method: string, path: string, options?: Call): Promise<Answer>;
  /** Calls the control API. */
  sim(method: string, path: string, body?: unknown): Promise<Answer>;
}

const versions: Readonly<Record<string, string>> = {
  'microsoft.authorization': '2022-04-01',
  'microsoft.dbforpostgresql': '2025-08-01',
  'microsoft.insights': '2021-05-01-preview',
  'microsoft.keyvault': '2026-02-01',
  'microsoft.network': '2025-09-01',
  'microsoft.sql': '2025-01-01',
  'microsoft.storage': '2026-04-01',
};

/** The api-version that is fit for a path of these tests. */
function versionOf(path: string): string {
  const namespace = /.*\/providers\/([^/]+)/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return versions[namespace] ?? '2022-12-01';
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** Starts the sample hospital on a simulated Azure for one test, and trusts its certificate. */
export async function startTestAzure(options: Partial<AzureOptions> = {}): Promise<TestAzure> {
  const azure = await startAzure({ resources: estate(), roles, tls: trustedCertificate(), ...options });
  onTestFinished(() => azure.stop());
  return {
    ...azure,
    async call(method, path, { oid = reader, token, body, headers, query } = {}) {
      const bearer =
        token ??
        (await azure.simulation.tokens.issue({ oid, resource: 'https://management.azure.com' })).token;
      const url = `${azure.armUrl}${path}?${query ?? `api-version=${versionOf(path)}`}`;
      const response = await fetch(url, {
        method,
        headers: { Authorization: `Bearer ${bearer}`, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answerOf(response);
    },
    async sim(method, path, body) {
      const response = await fetch(`${azure.simUrl}${path}`, {
        method,
        headers: { [secretHeader]: azure.simSecret },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answerOf(response);
    },
  };
}

/** A clock that stands still until it is moved. */
export function manualClock(start = Date.UTC(2026, 0, 5, 9)): {
  now: () => number;
  advance: (ms: number) => void;
} {
  let time = start;
  return { now: () => time, advance: (ms) => void (time += ms) };
}
