import type { Resource } from '../../src/model/index.ts';
import { unsettledState } from '../../src/platform/azure/index.ts';
import { bodyOf, leavesOf, namesOf, targetOf, valueAt } from '../../src/response/remediation/index.ts';
import type { Plan } from '../../src/response/remediation/index.ts';
import type { CataloguePolicy } from '../../src/rules/controls/index.ts';
import { errorIn } from './arm-call.ts';
import type { ArmReply } from './arm-call.ts';
import { apiVersionOf } from './ports.ts';
import type { SmokeOptions, SmokePorts } from './ports.ts';
import type { Patch, Specimen } from './specimens.ts';

/** The effect of one remedy on a resource of its own. Times are seconds since the request was sent. */
export interface Observation {
  readonly policy: string;
  readonly target: string;
  /** Why there is no more. */
  readonly trouble?: string;
  readonly request?: { readonly method: string; readonly body: unknown };
  readonly answer?: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
  readonly readings?: readonly Reading[];
}

interface Reading {
  readonly second: number;
  readonly status: number;
  readonly etag?: string;
  readonly provisioningState?: unknown;
  readonly state?: unknown;
  /** By the path of the setting. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The status of the asynchronous operation, as Azure gives it. */
  readonly operation?: unknown;
}

const everyMs = 5000;

/** Providers take up to this long to make a resource. */
const longestMakingMs = 1_800_000;

export interface Watching extends Pick<SmokeOptions, 'watchSeconds'> {
  /** Takes what is about to be made: an interrupted request may have arrived. */
  readonly made: (specimen: Specimen) => void;
}

/** Makes the resources of a remedy, sends its request and watches what becomes of it. */
export async function observeRemedy(
  policy: CataloguePolicy,
  remedy: Patch,
  specimens: readonly Specimen[],
  { made, watchSeconds }: Watching,
  ports: SmokePorts,
): Promise<Observation> {
  const evaluated = specimens[remedy.on ? specimens.length - 2 : specimens.length - 1];
  const target = targetOf(remedy, evaluated?.id ?? '');
  const base = { policy: policy.name, target };
  for (const specimen of specimens) {
    made(specimen);
    const trouble = await make(specimen, ports);
    if (trouble !== undefined) return { ...base, trouble };
  }
  const type = remedy.on?.type ?? specimens.at(-1)?.type ?? '';
  const apiVersion = apiVersionOf(type, ports);
  const read = await ports.call('GET', target, apiVersion);
  if (read.status !== 200) return { ...base, trouble: `it cannot be read: ${errorIn(read)}` };
  const changes = leavesOf(remedy.properties, 'properties').map(([path, after]) => ({ path, after }));
  const plan: Plan = {
    hash: '',
    kind: 'patch',
    policy: policy.name,
    policyVersion: policy.version,
    target,
    method: remedy.method,
    changes,
    ...(remedy.with && {
      with: leavesOf(remedy.with, 'properties').map(([path, value]) => ({ path, value })),
    }),
    plannedAt: ports.now().toISOString(),
  };
  const body = bodyOf(plan, read.body as Resource);
  const sentAt = ports.now().getTime();
  const answer = await ports.call(remedy.method, target, apiVersion, body);
  const readings: Reading[] = [];
  for (;;) {
    const second = Math.round((ports.now().getTime() - sentAt) / 1000);
    readings.push({ second, ...(await readingOf(target, apiVersion, changes, answer, ports)) });
    if (ports.interrupted.aborted || ports.now().getTime() - sentAt + everyMs > watchSeconds * 1000) break;
    await ports.sleep(everyMs);
  }
  return {
    ...base,
    request: { method: remedy.method, body },
    answer: { status: answer.status, headers: withoutQueries(answer.headers) },
    ...(answer.status >= 400 && { trouble: errorIn(answer) }),
    readings,
  };
}

/** Makes one resource and waits until its provider has done. Undefined: it is there. */
async function make({ id, type, body }: Specimen, ports: SmokePorts): Promise<string | undefined> {
  const apiVersion = apiVersionOf(type, ports);
  ports.interrupted.throwIfAborted();
  const answer = await ports.call('PUT', id, apiVersion, body);
  if (answer.status >= 300) return `${id} cannot be made: ${errorIn(answer)}`;
  const until = ports.now().getTime() + longestMakingMs;
  while (ports.now().getTime() < until) {
    const read = await ports.call('GET', id, apiVersion);
    if (read.status === 200 && !unsettledState(read.body as Resource)) return undefined;
    ports.interrupted.throwIfAborted();
    await ports.sleep(everyMs);
  }
  return `${id} was not made within ${longestMakingMs / 60_000} minutes`;
}

async function readingOf(
  target: string,
  apiVersion: string,
  changes: readonly { readonly path: string }[],
  { headers: { 'azure-asyncoperation': operation } }: ArmReply,
  { call }: SmokePorts,
): Promise<Omit<Reading, 'second'>> {
  const { status, headers, body } = await call('GET', target, apiVersion);
  const followed = operation === undefined ? undefined : await call('GET', operation, '');
  const property = (name: string) => valueAt(body, ['properties', name]);
  return {
    status,
    ...(headers['etag'] !== undefined && { etag: headers['etag'] }),
    provisioningState: property('provisioningState'),
    state: property('state'),
    values: Object.fromEntries(changes.map(({ path }) => [path, valueAt(body, namesOf(path))])),
    ...(followed && { operation: valueAt(followed.body, ['status']) ?? `HTTP ${followed.status}` }),
  };
}

/** Addresses of operations have signatures in their queries, which are left out. */
function withoutQueries(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      URL.canParse(value) ? value.replace(/\?.*$/, '') : value,
    ]),
  );
}
