import { unreadable } from '../../rules/policy/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** The members of a resource as ARM names them, by their names in lower case: names in Azure have no case. */
const NAMES: ReadonlyMap<string, string> = new Map(
  [
    'id',
    'name',
    'type',
    'kind',
    'location',
    'tags',
    'sku',
    'plan',
    'identity',
    'zones',
    'managedBy',
    'extendedLocation',
    'properties',
    'resources',
    'subscriptionId',
  ].map((name) => [name.toLowerCase(), name]),
);

/** Other names that Azure PowerShell gives them, for members that stand under no other name. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['resourceid', 'id'],
  ['resourcename', 'name'],
  ['resourcetype', 'type'],
]);

/**
 * A resource with its members named as in ARM: Azure PowerShell writes `Name`, `ResourceType`, `ResourceId`, `Properties`. What
 * stands there under ARM's own name wins. https://learn.microsoft.com/powershell/module/az.resources/get-azresource
 */
export function namedAsInArm(value: Json): Json {
  const found: Record<string, unknown> = {};
  for (const names of [NAMES, SYNONYMS])
    for (const key of Object.keys(value)) {
      const name = names.get(key.toLowerCase());
      if (name === undefined || Object.hasOwn(value, name) || Object.hasOwn(found, name)) continue;
      found[name] = name === 'identity' ? withTypeInWords(value[key]) : value[key];
    }
  if (Object.keys(found).length === 0) return value;
  const others = Object.entries(value).filter(
    ([key]) => !Object.hasOwn(found, NAMES.get(key.toLowerCase()) ?? ''),
  );
  return { ...Object.fromEntries(others), ...found };
}

/** ConvertTo-Json writes an enumeration as a number, and which word a number stands for depends on the module. */
function withTypeInWords(identity: unknown): unknown {
  if (typeof identity !== 'object' || identity === null) return identity;
  const key = 'Type';
  const { [key]: type } = identity as Json;
  if (typeof type !== 'number') return identity;
  return {
    ...identity,
    [key]: unreadable('written as a number by ConvertTo-Json; export with -EnumsAsStrings'),
  };
}
