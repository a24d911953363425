import { accept } from './acceptance.ts';
import type { Providers } from './acceptance.ts';
import { changeOf } from './change-record.ts';
import type { ChangeRequest, ChangeResult, LogEntry } from './change-request.ts';
import { DeletedVaults, isOfVault } from './deleted-vaults.ts';
import { Delivery } from './delivery.ts';
import type { Subscription } from './delivery.ts';
import { ArmError } from './errors.ts';
import type { Change } from './events.ts';
import { beginEncryptionScan } from './encryption-scan.ts';
import { Faults } from './faults.ts';
import { requireUnlocked } from './locks.ts';
import { Logs } from './logs.ts';
import { LongOperations } from './long-operations.ts';
import { beginTask, policyEvent, PolicyStates, remediationType, requireAllowed } from './policy/index.ts';
import type { Denial } from './policy/index.ts';
import type { Resource } from './resource.ts';
import { Resources } from './resources.ts';
import { Quotas } from './quotas.ts';
import { acceptRestore, isRestore } from './restores/azure-backup.ts';
import { keepDropped } from './restores/dropped-databases.ts';
import { Roles } from './roles.ts';
import { SignIn } from './sign-in.ts';
import type { SimulationOptions } from './simulation-options.ts';
import { applyTags, isTags } from './tags.ts';
import { parseTarget } from './targets.ts';
import { Throttle } from './throttle.ts';
import { Tokens } from './tokens.ts';
import { followUps } from './turn-backs.ts';
import type { TurnBack } from './turn-backs.ts';
import { UserTokens } from './user-tokens.ts';
import { VaultKeys } from './vault-keys/index.ts';
import { Writes } from './writes.ts';

/** The state of the simulated Azure and what may be done to it, apart from HTTP. */
export class Simulation {
  readonly options: SimulationOptions;
  readonly resources: Resources;
  readonly roles: Roles;
  readonly faults = new Faults();
  readonly tokens: Tokens;
  /** Tokens of those who call the app. */
  readonly userTokens: UserTokens;
  /** The sign-in of people to a page. */
  readonly signIn: SignIn;
  readonly delivery: Delivery;
  readonly policyStates: PolicyStates;
  readonly log: LogEntry[] = [];
  /** Every change, oldest first. */
  readonly changes: Change[] = [];
  readonly throttle: Throttle;
  readonly operations: LongOperations;
  readonly quotas = new Quotas();
  readonly deletedVaults: DeletedVaults;
  /** The keys of vaults. A deleted vault keeps them, as nobody can reach it. */
  readonly vaultKeys: VaultKeys;
  readonly logs: Logs | undefined;
  /** Those who set a property again and again. */
  turnBacks: readonly TurnBack[] = [];
  /** The deny policies that are in force. */
  denials: readonly Denial[] = [];
  readonly #writes: Writes;
  readonly #providers: Providers;

  constructor(options: SimulationOptions) {
    this.options = options;
    this.operations = new LongOperations(options.now, options.settleMs);
    this.resources = new Resources(options.resources, options.now, () => this.operations.advance());
    this.roles = new Roles(options.roles);
    this.tokens = new Tokens(options.tenantId, options.now);
    this.userTokens = new UserTokens(options.tenantId, options.now);
    this.signIn = new SignIn({ ...options, tokens: this.userTokens });
    this.delivery = new Delivery(options);
    this.policyStates = new PolicyStates(options.policy?.states ?? [], options.now, (kind, state) =>
      this.delivery.enqueue('policy', policyEvent(kind, state, options.now())),
    );
    this.logs =
      options.logs === undefined
        ? undefined
        : new Logs({ folder: options.logs, now: options.now, limits: options.logLimits });
    this.throttle = new Throttle(options.now, { enforced: options.throttled });
    this.deletedVaults = new DeletedVaults(options.now);
    this.vaultKeys = new VaultKeys(options.now);
    this.#writes = new Writes(this.resources, options.settleMs);
    this.#providers = {
      resources: this.resources,
      operations: this.operations,
      quotas: this.quotas,
      writes: this.#writes,
      now: options.now,
      requirePermitted: (request) => this.#requirePermitted(request),
      carryOut: (request) => this.#carryOut(request),
    };
  }

  /** Applies a change and publishes its events. Moves are POSTs to `moveResources` of a resource group. */
  change(request: ChangeRequest): ChangeResult {
    this.operations.advance();
    this.#requirePermitted(request);
    if (request.method === 'PUT' && isRemediation(request.id)) return this.#remediate(request);
    if (request.method === 'POST') return this.#act(request);
    if (isTags(request.id)) return this.#tag(request);
    return this.#recover(request) ?? accept(this.#providers, request) ?? this.#carryOut(request);
  }

  /** Brings back a deleted key vault as it was; undefined: nothing is asked for that was deleted. */
  #recover(request: ChangeRequest): ChangeResult | undefined {
    if (!isOfVault(request) || this.resources.get(request.id)) return undefined;
    const [resource, ...contents] = this.deletedVaults.reclaim(request) ?? [];
    if (!resource) return undefined;
    for (const each of [resource, ...contents]) this.resources.put(each);
    this.#publish(request, 'Write', resource);
    return { status: 200, resource };
  }

  #requirePermitted(request: ChangeRequest): void {
    requireAllowed(this, request);
    requireUnlocked(this.resources, request.method, request.id);
  }

  #carryOut(request: ChangeRequest): ChangeResult {
    return request.method === 'DELETE' ? this.#delete(request) : this.#write(request);
  }

  #write(request: ChangeRequest): ChangeResult {
    const { id, body, conditions } = request;
    const before = this.resources.get(id)?.resource;
    const { status, stored } =
      request.method === 'PUT'
        ? this.#writes.put(id, body, conditions)
        : this.#writes.patch(id, body, conditions);
    beginEncryptionScan(this.resources, this.operations, { before, given: body, written: stored.resource });
    this.#publish(request, 'Write', stored.resource, before && { before });
    for (const next of followUps(this.turnBacks, stored.resource, request.actor)) this.change(next);
    return { status, resource: stored.resource, etag: stored.etag };
  }

  subscribe(subscription: Subscription): Promise<void> {
    return this.delivery.subscribe(subscription);
  }

  #remediate(request: ChangeRequest): ChangeResult {
    const { id, body } = request;
    const task = beginTask(this, id, body, this.options.policy ?? {});
    const put = (properties: object) => this.#writes.put(id, { properties });
    const { status, stored } = put(task?.properties ?? {});
    if (!task) return { status, resource: stored.resource, etag: stored.etag };
    this.operations.begin(id, {
      commit: () => {
        put(task.ended('Succeeded'));
        task.deploy();
      },
      fail: () => put(task.ended('Failed')),
    });
    const { resource = stored.resource } = this.resources.get(id) ?? {};
    return { status, resource };
  }

  #delete(request: ChangeRequest): ChangeResult {
    const { status, removed } = this.#writes.delete(request.id, request.conditions);
    this.deletedVaults.keep(removed);
    keepDropped(this.resources, removed, this.options.now());
    // A resource group takes its resources along one by one; other children vanish without an event of their own.
    const group = removed.some((each) => each.type.endsWith('/resourceGroups'));
    for (const resource of removed.toReversed())
      if (resource.id?.toLowerCase() === request.id.toLowerCase() || (group && resource['location']))
        this.#publish(request, 'Delete', resource);
    return { status };
  }

  #act(request: ChangeRequest): ChangeResult {
    const at = request.id.lastIndexOf('/');
    const scope = request.id.slice(0, at);
    const action = request.id.slice(at + 1);
    const on = this.resources.get(scope)?.resource;
    if (!on) throw new ArmError(404, 'ResourceNotFound', `'${scope}' was not found.`);
    if (isRestore(on.type, action)) {
      const result = acceptRestore(this.#providers, request, on);
      this.#publish(request, 'Action', on, { operation: `${on.type}/${action}/action` });
      return result;
    }
    if (action.toLowerCase() !== 'moveresources') {
      this.#publish(request, 'Action', on, { operation: `${on.type}/${action}/action` });
      return { status: 204 };
    }
    const { resources = [], targetResourceGroup = '' } = request.body as {
      resources?: readonly string[];
      targetResourceGroup?: string;
    };
    const moved = this.#writes.move(resources, targetResourceGroup);
    // Of a move the subscription's topic is only known to tell the action on the source group.
    for (const [oldId, resource] of moved) {
      this.#publish(request, 'Delete', { ...resource, id: oldId }, { only: 'resources' });
      this.#publish(request, 'Write', resource, { only: 'resources' });
    }
    this.#publish(request, 'Action', on, { operation: `${on.type}/moveResources/action` });
    return { status: 202 };
  }

  /** Tags of a resource are written through a resource of their own; the event reports that one. */
  #tag(request: ChangeRequest): ChangeResult {
    const { resource, tags } = applyTags(this.resources, request.method, request.id, request.body);
    const before = this.resources.get(resource.id!)?.resource;
    this.resources.put(resource);
    this.#publish(request, request.method === 'DELETE' ? 'Delete' : 'Write', tags);
    this.#publish(request, 'Write', resource, { only: 'resources', ...(before && { before }) });
    return { status: 200, ...(request.method === 'DELETE' ? {} : { resource: tags }) };
  }

  #publish(
    request: ChangeRequest,
    kind: Change['kind'],
    resource: Resource,
    rest: Partial<Pick<Change, 'operation' | 'only' | 'before'>> = {},
  ): void {
    const change = changeOf(request, { kind, resource, time: this.options.now(), ...rest });
    this.changes.push(change);
    this.delivery.publish(change);
  }
}

function isRemediation(id: string): boolean {
  const target = parseTarget(id);
  return target.kind === 'resource' && target.type.toLowerCase() === remediationType;
}
