import { ArmError } from '../errors.ts';
import type { Identity, Principal, Tokens } from '../tokens.ts';
import { BlobError } from './blob-error.ts';

/** The sender of a request: a principal, or whoever has a key of the account, who may do all. */
export type Caller = { readonly oid: string } | 'account-key';

/** https://learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory#microsoft-authentication-library-msal */
export const storageAudience = 'https://storage.azure.com';

/**
 * Returns a function that finds out who sent a request. Tokens are checked as Resource Manager's are; a signature with an account key is
 * left to Azurite, which has the key.
 * @param identities the principals whose tokens are accepted; default: all to whom this process has issued one
 */
export function callerFinder(tokens: Tokens, identities: readonly Identity[] | undefined) {
  return async (authorization: string | undefined): Promise<Caller> => {
    if (authorization?.startsWith('SharedKey ')) return 'account-key';
    if (authorization === undefined) throw unauthenticated('NoAuthenticationInformation', tokens);
    const { oid } = await authenticate(tokens, authorization);
    if (identities && !identities.some((each) => each.oid === oid))
      throw unauthenticated('InvalidAuthenticationInfo', tokens);
    return { oid };
  };
}

async function authenticate(tokens: Tokens, authorization: string): Promise<Principal> {
  try {
    return await tokens.authenticate(authorization, [storageAudience, `${storageAudience}/`]);
  } catch (error) {
    throw error instanceof ArmError ? unauthenticated('InvalidAuthenticationInfo', tokens) : error;
  }
}

/** https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge */
function unauthenticated(code: string, { tenantId }: Tokens): BlobError {
  return new BlobError(
    401,
    code,
    'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
    {
      'www-authenticate': `Bearer authorization_uri=https://login.microsoftonline.com/${tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
    },
  );
}
