/**
 * Gives the address at which Entra ends the session of who is signed in, and then comes back to the page, whose address is registered as a redirect
 * address. https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
 * @param authority of the tenant, without a last slash
 */
export function logoutAddress(authority: string, page: string): string {
  return `${authority}/oauth2/v2.0/logout?${new URLSearchParams({ post_logout_redirect_uri: page }).toString()}`;
}
