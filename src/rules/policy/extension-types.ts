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
