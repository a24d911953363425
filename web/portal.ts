/** Portals of clouds other than the public one, by where they sign people in. */
const portals: Readonly<Record<string, string>> = {
  'login.microsoftonline.us': 'https://portal.azure.us',
};

/** Gives the address of a resource in the Azure portal of the cloud in which people sign in. */
export function portalAddress(authority: string, resourceId: string): string {
  const portal = portals[new URL(authority).hostname] ?? 'https://portal.azure.com';
  return `${portal}/#@/resource${encodeURI(resourceId)}`;
}
