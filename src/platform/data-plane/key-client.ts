/** Loaded with the first key of a drill. */
export { KeyClient } from '@azure/keyvault-keys';
