import type { Resource } from '../../model/index.ts';
import { foldCase } from './text.ts';
import type { RelatedQuery } from './types.ts';
import { textOf } from './value.ts';

/**
 * The resources of a flat list that answer a query. One without an id counts as lying under the evaluated resource.
 */
export function findRelated(resources: Iterable<Resource>, query: RelatedQuery): Resource[] {
  return [...resources].filter((resource) => answers(resource, query));
}

function answers(resource: Resource, query: RelatedQuery): boolean {
  if (foldCase(textOf(resource.type)) !== foldCase(query.type)) return false;
  if (typeof resource.id !== 'string') return fits(textOf(resource.name), query.name);
  const id = foldCase(resource.id);
  // Of a resource that has no id, nothing tells where it lies: the type and the name must do.
  if (query.under === '') return fits(nameIn(id.slice(1)), query.name);
  const under = `${foldCase(query.under)}/`;
  if (!id.startsWith(under)) return false;
  const rest = id.slice(under.length);
  // The extension of a resource in a group is not one of the group.
  if (isExtensionType(query.type) && rest.lastIndexOf('providers/') !== 0) return false;
  return fits(nameIn(rest), query.name);
}

/** `providers/microsoft.sql/servers/s/databases/d` and `databases/d` have the names `s/d` and `d`. */
function nameIn(rest: string): string {
  const provider = rest.lastIndexOf('providers/');
  const segments = rest.slice(provider < 0 ? 0 : provider + 'providers/'.length).split('/');
  return segments.filter((_, i) => (provider < 0 ? i % 2 === 1 : i > 1 && i % 2 === 0)).join('/');
}

/** The name as written, or its last parts where one side also names the parents. `?` stands for any part. */
function fits(name: string, wanted: string | undefined): boolean {
  if (!wanted) return true;
  const given = foldCase(name).split('/').toReversed();
  const parts = foldCase(wanted).split('/').toReversed();
  const shared = Math.min(given.length, parts.length);
  return parts.slice(0, shared).every((part, i) => part === '?' || part === given[i]);
}

/** Types that lie under any resource, `ID/providers/TYPE/NAME`, and so belong to the evaluated one. */
const EXTENSIONS = new RegExp(
  `^(${[
    'microsoft.insights/(diagnosticsettings|datacollectionruleassociations|vminsightsonboardingstatuses)',
    'microsoft.guestconfiguration/guestconfigurationassignments',
    'microsoft.security/(assessments|advancedthreatprotectionsettings|defenderforstoragesettings|sqlvulnerabilityassessments)',
    'microsoft.authorization/(locks|roleassignments|policyassignments|policyexemptions)',
    'microsoft.resources/(links|tags)',
    'microsoft.maintenance/configurationassignments',
    'microsoft.automanage/configurationprofileassignments',
    'microsoft.eventgrid/eventsubscriptions',
    'microsoft.policyinsights/[a-z]+',
  ].join('|')})(/|$)`,
);

/** Whether resources of the type lie under others of any type. */
export function isExtensionType(type: string): boolean {
  return EXTENSIONS.test(type.toLowerCase());
}
