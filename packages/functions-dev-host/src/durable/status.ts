/** Orchestrations as the client API and the management API show them. */
import { shown } from './history.ts';
import type { Instance } from './instance.ts';

export interface Shown {
  readonly history: boolean;
  readonly historyOutput: boolean;
  readonly input: boolean;
}

/** https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api#get-instance-status */
export function statusBody(instance: Instance, wanted: Shown): object {
  const { name, instanceId, status, customStatus, createdTime, lastUpdatedTime, history } = instance;
  return {
    name,
    instanceId,
    runtimeStatus: status,
    input: wanted.input ? (instance.input ?? null) : null,
    customStatus: customStatus ?? null,
    output: instance.output ?? null,
    createdTime,
    lastUpdatedTime,
    ...(wanted.history && {
      historyEvents: history.map((event) => {
        const { Result, Input, ...facts } = shown(event) as Record<string, unknown>;
        return wanted.historyOutput
          ? { ...facts, ...(Result !== undefined && { Result }), ...(Input !== undefined && { Input }) }
          : facts;
      }),
    }),
  };
}

export interface InstanceFilter {
  readonly statuses: ReadonlySet<string>;
  readonly from: number;
  readonly to: number;
  readonly prefix: string;
}

export function filterOf(query: URLSearchParams): InstanceFilter {
  const time = (name: string, otherwise: number): number => {
    const at = Date.parse(query.get(name) ?? '');
    return Number.isNaN(at) ? otherwise : at;
  };
  return {
    statuses: new Set((query.get('runtimeStatus') ?? '').split(',').filter(Boolean)),
    from: time('createdTimeFrom', -Infinity),
    to: time('createdTimeTo', Infinity),
    prefix: query.get('instanceIdPrefix') ?? '',
  };
}

export function fits({ status, createdTime, instanceId }: Instance, filter: InstanceFilter): boolean {
  const created = Date.parse(createdTime);
  return (
    (filter.statuses.size === 0 || filter.statuses.has(status)) &&
    created >= filter.from &&
    created <= filter.to &&
    instanceId.startsWith(filter.prefix)
  );
}
