import { namespaces, versionsOffered } from '../providers.ts';
import type { OfferedVersions } from '../providers.ts';

interface Provider {
  readonly namespace: string;
  readonly resourceTypes: readonly Listed[];
}

interface Listed {
  readonly resourceType: string;
  readonly apiVersions?: readonly string[];
  readonly aliases?: unknown;
}

/**
 * The provider list of a subscription: the providers that were given, and every other namespace with the types that the subscription
 * has. The api-versions are those that a type is answered with.
 * https://learn.microsoft.com/rest/api/resources/providers/list
 */
export function providerList({
  given,
  types,
  offered,
  isExpanded,
}: {
  readonly given: readonly unknown[];
  readonly types: readonly string[];
  readonly offered: OfferedVersions;
  /** Whether `$expand` asks for aliases. */
  readonly isExpanded: boolean;
}): readonly Provider[] {
  const listed = new Map<string, Map<string, Listed>>(namespaces().map((name) => [name, new Map()]));
  const add = (namespace: string, type: Listed): void => {
    const known = listed.get(namespace.toLowerCase()) ?? new Map<string, Listed>();
    listed.set(namespace.toLowerCase(), known.set(type.resourceType.toLowerCase(), type));
  };
  for (const type of types) {
    const [namespace = '', ...names] = type.split('/');
    add(namespace, { resourceType: names.join('/') });
  }
  for (const { namespace, resourceTypes } of given as readonly Provider[])
    for (const type of resourceTypes) add(namespace, type);
  return Array.from(listed, ([namespace, known]) => ({
    namespace,
    resourceTypes: Array.from(known.values(), ({ aliases, ...type }) => ({
      ...type,
      apiVersions: versionsOffered(`${namespace}/${type.resourceType}`, offered) ?? type.apiVersions ?? [],
      ...(isExpanded && aliases !== undefined && { aliases }),
    })),
  }));
}
