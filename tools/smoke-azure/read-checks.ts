import { permits } from '../../src/platform/azure/index.ts';
import { roleActions } from '../../src/response/remediation/index.ts';
import { describeError, errorIn } from './arm-call.ts';
import type { SmokeOptions, SmokePorts } from './ports.ts';
import { apiVersionOf, groupIdOf } from './ports.ts';

/** The outcome of a check that only reads. */
export interface ReadCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly found: unknown;
}

const locksVersion = '2020-05-01';

const listVersion = '2021-04-01';

/** Does what only reads: identity, rights, Resource Graph, locks, and which types give an ETag. */
export async function runReadChecks(options: SmokeOptions, ports: SmokePorts): Promise<readonly ReadCheck[]> {
  const checks = { identity, rights, graph, locks, etags };
  const done: ReadCheck[] = [];
  for (const [name, check] of Object.entries(checks)) {
    if (ports.interrupted.aborted) break;
    const outcome = await check(options, ports).catch((error: unknown) => ({
      ok: false,
      found: describeError(error),
    }));
    ports.print(`${outcome.ok ? 'ok  ' : 'FAIL'} ${name}: ${JSON.stringify(outcome.found)}`);
    done.push({ name, ...outcome });
  }
  return done;
}

type Outcome = Promise<Omit<ReadCheck, 'name'>>;

/** The principal of the token; the token itself is shown nowhere. */
async function identity(_options: SmokeOptions, { checks }: SmokePorts): Outcome {
  const found = await checks.identity();
  return { ok: found.kind === 'read', found: found.kind === 'read' ? found.value : found };
}

/** The actions of the remediation role that the principal lacks in the group. */
async function rights(options: SmokeOptions, { checks, catalogue }: SmokePorts): Outcome {
  const found = await checks.permissions(groupIdOf(options));
  if (found.kind !== 'read') return { ok: false, found };
  const lacking = roleActions(catalogue).filter((action) => !permits(found.value, action));
  return { ok: lacking.length === 0, found: { grants: found.value.length, lacking } };
}

async function graph({ subscriptionId }: SmokeOptions, ports: SmokePorts): Outcome {
  let groups = 0;
  for await (const page of ports.graph.resourceGroups(subscriptionId)) {
    if (page.kind !== 'page') return { ok: false, found: page };
    groups += page.resources.length;
  }
  return { ok: groups > 0, found: { resourceGroups: groups } };
}

async function locks(options: SmokeOptions, { call }: SmokePorts): Outcome {
  const path = `${groupIdOf(options)}/providers/Microsoft.Authorization/locks`;
  const answer = await call('GET', path, locksVersion);
  const found = itemsOf(answer.body).map(({ id, properties }) => ({ id, level: properties?.['level'] }));
  return answer.status === 200 ? { ok: true, found } : { ok: false, found: errorIn(answer) };
}

/** Looks where the first resource of each type that remedies write to has its ETag, if it has one. */
async function etags({ subscriptionId }: SmokeOptions, ports: SmokePorts): Outcome {
  const listed = await ports.call('GET', `/subscriptions/${subscriptionId}/resources`, listVersion);
  if (listed.status !== 200) return { ok: false, found: errorIn(listed) };
  const written = [...ports.catalogue.policies.values()].flatMap(({ remedy, policy }) =>
    remedy ? (policy.resourceTypes ?? []) : [],
  );
  const found: Record<string, string> = {};
  for (const type of new Set(written)) {
    const first = itemsOf(listed.body).find((item) => item.type?.toLowerCase() === type);
    if (!first?.id) continue;
    const { status, headers, body } = await ports.call('GET', first.id, apiVersionOf(type, ports));
    const inBody =
      typeof (body as { etag?: unknown } | undefined)?.etag === 'string' ? 'in the body' : 'none';
    found[type] =
      status === 200 ? (headers['etag'] === undefined ? inBody : 'in a header') : `HTTP ${status}`;
  }
  return { ok: true, found };
}

interface Item {
  readonly id?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export function itemsOf(body: unknown): readonly Item[] {
  const { value } = (body ?? {}) as { readonly value?: unknown };
  return Array.isArray(value) ? (value as readonly Item[]) : [];
}
