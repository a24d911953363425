import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Change } from './events.ts';
import type { Resource } from './resource.ts';

/** Changes are kept for so long. */
const keptMs = 14 * 86_400_000;

/** More properties of one change than this are not named, and `isTruncated` says so. The number is not published: this one is a guess. */
const mostProperties = 100;

/** A row of the table `resourcechanges`, as far as it is asked for. `changedBy`, which names people by mail address, and the values are not. */
export interface ChangeRow {
  readonly id: string;
  readonly targetResourceId: string;
  readonly detectedAt: number;
  readonly changeType: 'Create' | 'Update' | 'Delete';
  readonly correlationId: string;
  readonly operation: string;
  readonly changesCount: number;
  readonly isTruncated: boolean;
  /** The keys of `changes`: `properties.minimumTlsVersion`, `tags.owner`. Only an update has them. */
  readonly paths: readonly string[];
}

/**
 * Returns the rows of `resourcechanges` that have come in by `until`: of what the table `resources` shows, so of no child such as a blob
 * service. A row comes minutes after the change, and its timestamp is when the change was detected.
 * https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes
 */
export function resourceChanges(
  changes: readonly Change[],
  { now, lagMs, isListed }: { now: number; lagMs: number; isListed: (resource: Resource) => boolean },
): readonly ChangeRow[] {
  return changes.flatMap((change) => {
    const { kind, resource, before, id, time } = change;
    const detectedAt = Date.parse(time) + lagMs / 2;
    const isKept = Date.parse(time) + lagMs <= now && detectedAt >= now - keptMs;
    if (kind === 'Action' || !resource || !isListed(resource) || !isKept) return [];
    const paths = kind === 'Write' && before ? differences(before, resource) : [];
    if (kind === 'Write' && before && paths.length === 0) return [];
    return [
      {
        id: `${id}/providers/Microsoft.Resources/changes/${nameOf(change)}`,
        targetResourceId: id,
        detectedAt,
        changeType: kind === 'Delete' ? 'Delete' : before ? 'Update' : 'Create',
        correlationId: change.correlationId,
        operation: change.operation.toLowerCase(),
        changesCount: paths.length,
        isTruncated: paths.length > mostProperties,
        paths: paths.slice(0, mostProperties),
      },
    ];
  });
}

/** Reads a query for the changes of one resource, as this project asks; undefined: it is another query. */
export function changeAsked(query: string): ((row: ChangeRow) => boolean) | undefined {
  const [, id, from, to] =
    /^resourcechanges \| where tostring\(properties\.targetResourceId\) =~ '((?:[^'\\]|\\.)+)' \| extend attributes = properties\.changeAttributes \| extend detectedAt = todatetime\(attributes\.timestamp\) \| where detectedAt >= datetime\(([^)]+)\) and detectedAt <= datetime\(([^)]+)\) \| project id, changeType = tostring\(properties\.changeType\), detectedAt, correlationId = tostring\(attributes\.correlationId\), operation = tostring\(attributes\.operation\), changesCount = toint\(attributes\.changesCount\), isTruncated = tostring\(attributes\.isTruncated\), paths = bag_keys\(properties\.changes\) \| order by id asc$/.exec(
      query,
    ) ?? [];
  const wanted = id?.replaceAll(/\\(.)/g, '$1').toLowerCase();
  const [begin, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  if (wanted === undefined || Number.isNaN(begin) || Number.isNaN(end)) return undefined;
  return ({ targetResourceId, detectedAt }) =>
    targetResourceId.toLowerCase() === wanted && detectedAt >= begin && detectedAt <= end;
}

/** Reads a query for when each resource of a subscription changed, as this project asks; undefined: it is another query. */
export function changesAsked(query: string): ((row: ChangeRow) => boolean) | undefined {
  const [, from, to] =
    /^resourcechanges \| extend detectedAt = todatetime\(properties\.changeAttributes\.timestamp\) \| where detectedAt >= datetime\(([^)]+)\) and detectedAt <= datetime\(([^)]+)\) \| project id, resourceId = tostring\(properties\.targetResourceId\), detectedAt \| order by id asc$/.exec(
      query,
    ) ?? [];
  const [begin, end] = [Date.parse(from ?? ''), Date.parse(to ?? '')];
  if (Number.isNaN(begin) || Number.isNaN(end)) return undefined;
  return ({ detectedAt }) => detectedAt >= begin && detectedAt <= end;
}

const names = new WeakMap<Change, string>();

/** A row keeps its name, `<ticks>_<GUID>`. */
function nameOf(change: Change): string {
  const name = names.get(change) ?? `${Date.parse(change.time)}_${randomUUID()}`;
  names.set(change, name);
  return name;
}

/** Returns the paths of the leaves that differ; members of an array by their index. */
function differences(before: unknown, after: unknown, path = ''): readonly string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isInner(before) && !isInner(after)) return [path];
  const [old, young] = [before, after].map((value) => (isInner(value) ? value : {}));
  const keys = new Set([...Object.keys(old ?? {}), ...Object.keys(young ?? {})]);
  const inArray = Array.isArray(before) || Array.isArray(after);
  return [...keys].flatMap((key) => {
    const inner = inArray ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return differences(old?.[key], young?.[key], inner);
  });
}

function isInner(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
