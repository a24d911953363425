/** An id in two lines that a reader can tell apart: what it is, and where. The full id is in JSON and CSV. */
export function linesOfId(resourceId: string): string[] {
  const [, subscription, group, name] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/(.+)$/i.exec(resourceId) ?? [];
  if (subscription === undefined || group === undefined || name === undefined) return [resourceId];
  return [name, `in ${group} of subscription ${subscription.slice(0, 8)}`];
}
