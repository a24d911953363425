import { beyondLimits } from './json-extent.ts';

/** As deep as the reader of the Functions host goes (Newtonsoft.Json): what comes by a queue may be deeper. */
const mostLevels = 64;

/** Event Grid takes no larger event. https://learn.microsoft.com/azure/event-grid/quotas-limits */
const mostCharacters = 1024 * 1024;

const longestGroup = 90;

/** The longest name of any resource. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const longestName = 512;

/** Says in what an event exceeds what Azure sends. */
export function excessOf(event: unknown): string | undefined {
  const beyond = beyondLimits(event, { levels: mostLevels, characters: mostCharacters });
  if (beyond === 'levels') return `it is nested deeper than ${mostLevels} levels`;
  return beyond && `it is longer than ${mostCharacters} characters`;
}

/** Says which name in a resource id is longer than Azure allows. */
export function overlongName(resourceId: string): string | undefined {
  const [, , , kind, group = '', ...rest] = resourceId.split('/');
  const isInGroup = kind?.toLowerCase() === 'resourcegroups';
  if (isInGroup && group.length > longestGroup)
    return `its resource group has a name of more than ${longestGroup} characters`;
  if ((isInGroup ? rest : [group, ...rest]).some((name) => name.length > longestName))
    return `its resource id has a name of more than ${longestName} characters`;
  return undefined;
}
