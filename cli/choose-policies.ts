import { compareSeverity } from '../src/model/index.ts';
import type { Severity } from '../src/model/index.ts';
import { controlsCited } from '../src/rules/controls/index.ts';
import type { Catalogue, CataloguePolicy } from '../src/rules/controls/index.ts';
import { UsageError } from './fail.ts';
import { suggestion } from './suggestions.ts';

/** Options of a command, as they were given. */
interface Choice {
  readonly policies?: string;
  readonly controls?: string;
  readonly minSeverity?: Severity;
}

/**
 * Says which policies of the catalogue, and of those that the tenant has assigned, are evaluated by. By name, only the
 * catalogue's are chosen.
 */
export function choosePolicies(
  catalogue: Catalogue,
  { policies, controls, minSeverity = 'low' }: Choice,
): (policy: CataloguePolicy) => boolean {
  const names = policies === undefined ? undefined : namesIn(policies, catalogue);
  const ids = controls === undefined ? undefined : idsIn(controls, catalogue);
  return ({ name, severity, controls: own }) =>
    compareSeverity(severity, minSeverity) <= 0 &&
    (names?.has(name) ?? true) &&
    (ids === undefined || own.some((id) => ids.has(id)));
}

const itemsOf = (list: string): readonly string[] => list.split(',').map((item) => item.trim());

function namesIn(list: string, catalogue: Catalogue): ReadonlySet<string> {
  const names = itemsOf(list);
  for (const name of names)
    if (catalogue.policy(name) === undefined) {
      const near = suggestion(
        name,
        catalogue.policies.map((policy) => policy.name),
      );
      throw new UsageError(`--policies: there is no policy named "${name}".${near}`);
    }
  return new Set(names);
}

function idsIn(list: string, catalogue: Catalogue): ReadonlySet<string> {
  const cited = itemsOf(list).map((citation) => {
    const found = controlsCited(citation, catalogue.controls);
    if (found.length > 0) return { citation, found };
    const near = suggestion(
      citation,
      catalogue.controls.map(({ id }) => id),
    );
    throw new UsageError(`--controls: there is no safeguard "${citation}".${near}`);
  });
  for (const { citation, found } of cited)
    if (found.every(({ policies }) => policies.length === 0))
      throw new UsageError(
        `--controls: no policy counts for ${citation}: no setting of a resource can show it`,
      );
  return new Set(cited.flatMap(({ found }) => found.map(({ id }) => id)));
}
