/** The keys of vaults: versions, their public parts, and signatures. */
export { answerVault, authenticateToVault, isVaultPath } from './routes.ts';
export { VaultKeys } from './vault-keys.ts';
