/** Whether a resource is a scope of Azure or lies in it; both in lower case. */
export function isWithin(resource: string, scope: string): boolean {
  return resource === scope || resource.startsWith(scope.endsWith('/') ? scope : `${scope}/`);
}
