import { isSafeName, parseResourceId } from '../../model/index.ts';
import type { RelatedQuery } from '../../rules/policy/index.ts';

/** One step down to a related resource. */
export interface RelatedLevel {
  /** `databases` */
  readonly segment: string;
  /** Type of the resources of this level: `Microsoft.Sql/servers/databases`. */
  readonly type: string;
  /** Known name; undefined: all there are. */
  readonly name?: string;
  /** The name alone gives no id, for the resource group is not known: list, and keep what has the name. */
  readonly listed: boolean;
  /** Keep only what lies right here: listings of extensions also give those of the scopes above and below. */
  readonly direct: boolean;
}

interface RelatedReadPlan {
  /** The path at which the first level begins. */
  readonly path: string;
  readonly levels: readonly RelatedLevel[];
}

/**
 * Returns the way from the resource that a query looks under down to what it looks for. Undefined where there is none.
 * A child lies under its parent (`UNDER/databases/NAME`), everything else beneath `UNDER/providers/NAMESPACE`.
 */
export function planRelated(
  query: RelatedQuery,
  isExtension: (type: string) => boolean,
): RelatedReadPlan | undefined {
  const under = parseResourceId(query.under);
  const [namespace = '', ...segments] = query.type.split('/');
  if (!under || segments.length === 0 || segments.includes('')) return undefined;
  const parts = under.type.split('/');
  const isChild = `${query.type}/`.toLowerCase().startsWith(`${under.type}/`.toLowerCase());
  const known = isChild ? parts.length - 1 : 0;
  const remaining = segments.slice(known);
  // A name may stand with those of its parents or alone, and `?` for any: it is read from its end.
  const names = query.name ? query.name.split('/') : [];
  if (!names.every(isSafeName)) return undefined;
  const isDirect = !isChild && isExtension(`${namespace}/${segments[0]}`);
  const levels = remaining.map((segment, level): RelatedLevel => {
    const name = names.at(level - remaining.length);
    return {
      segment,
      type: [namespace, ...segments.slice(0, known + level + 1)].join('/'),
      ...(name && name !== '?' && { name }),
      listed: level === 0 && !isChild && !isDirect && query.scope === 'subscription',
      direct: level === 0 && isDirect,
    };
  });
  return { path: isChild ? under.id : `${under.id}/providers/${namespace}`, levels };
}
