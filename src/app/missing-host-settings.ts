type Environment = Readonly<Record<string, string | undefined>>;

/** Connections by identity that may have a user-assigned one. */
const connections = ['AzureWebJobsStorage', 'STORAGE'] as const;

/**
 * Says what the Functions host lacks in Azure, as far as the environment of the app shows it. Without its own storage the host starts no
 * timer. Elsewhere it is empty: another host has other needs.
 * https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 * https://learn.microsoft.com/azure/azure-functions/functions-app-settings
 */
export function missingHostSettings(environment: Environment): readonly string[] {
  const has = (name: string) => Boolean(environment[name]?.trim());
  if (!has('WEBSITE_SITE_NAME')) return [];
  const plan = environment['WEBSITE_SKU'];
  const missing: string[] = [];
  if (plan === 'Dynamic') missing.push('the plan is Consumption: use Flex Consumption or Elastic Premium');
  const storage = ['', '__accountName', '__blobServiceUri'].map((end) => `AzureWebJobsStorage${end}`);
  if (!storage.some(has))
    missing.push('AzureWebJobsStorage__accountName is missing: the host starts no timer without it');
  for (const connection of connections) {
    const [credential, clientId] = [`${connection}__credential`, `${connection}__clientId`];
    if (has(clientId) && !has(credential)) missing.push(`${credential} is missing: ${clientId} goes with it`);
    if (environment[credential]?.toLowerCase() === 'managedidentity' && !has(clientId))
      missing.push(`${clientId} is missing: ${credential} goes with it`);
  }
  if (environment['APP_ROLE']?.trim() !== 'monitor' && !has('STORAGE__blobServiceUri'))
    missing.push('STORAGE__blobServiceUri is missing: no workflow starts without it');
  if (plan !== 'FlexConsumption' && !has('FUNCTIONS_EXTENSION_VERSION'))
    missing.push('FUNCTIONS_EXTENSION_VERSION is missing: it must be ~4');
  for (const name of ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'])
    if (!has(name)) missing.push(`${name} is missing: logs go nowhere without it`);
  return missing;
}
