export const STORAGE = 'Microsoft.Storage/storageAccounts';

export const group = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-imaging';

/** A storage account as an export has it. */
export const account = (name: string, properties: object = {}, more: object = {}) => ({
  id: `${group}/providers/${STORAGE}/${name}`,
  name,
  type: STORAGE,
  kind: 'StorageV2',
  location: 'eastus',
  tags: {},
  properties,
  ...more,
});
