import * as oauth from 'oauth4webapi';

/** The answer of `GET /api/page/config`: how the page signs people in. */
export interface SignInConfig {
  /** Address of the tenant, without a last slash: `https://login.microsoftonline.com/TENANT`. */
  readonly authority: string;
  readonly clientId: string;
  readonly scope: string;
}

/** Outlasts the way to Entra and back. The token is never kept: it lives in memory. */
interface Pending {
  readonly state: string;
  readonly verifier: string;
  /** The query with which the page was asked for. */
  readonly search: string;
}

const pendingKey = 'phiwatch.sign-in';

/**
 * The token of who has just come back from Entra, by the authorization code flow with PKCE; undefined where nobody has. The address is
 * what it was before.
 * @throws Error saying why there is none
 */
export async function tokenOfReturn(config: SignInConfig): Promise<string | undefined> {
  const answer = new URLSearchParams(location.hash.slice(1));
  if (!answer.has('state')) return undefined;
  const kept = sessionStorage.getItem(pendingKey);
  sessionStorage.removeItem(pendingKey);
  const pending = kept === null ? undefined : (JSON.parse(kept) as Pending);
  // The code is in the address no longer than it takes to read it.
  history.replaceState(null, '', `${redirectUri()}${pending?.search ?? ''}`);
  if (!pending) throw new Error(refusalIn(answer) ?? 'This sign-in was not begun in this tab.');
  const server = serverOf(config);
  const client = { client_id: config.clientId };
  try {
    const parameters = oauth.validateAuthResponse(server, client, answer, pending.state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      redirectUri(),
      pending.verifier,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
    return tokens.access_token;
  } catch (error) {
    throw new Error(whyOf(error), { cause: error });
  }
}

/** Leaves for Entra, which comes back to this page. */
export async function signIn(config: SignInConfig): Promise<void> {
  const verifier = oauth.generateRandomCodeVerifier();
  const pending: Pending = { state: oauth.generateRandomState(), verifier, search: location.search };
  const url = new URL(`${config.authority}/oauth2/v2.0/authorize`);
  url.search = new URLSearchParams({
    client_id: config.clientId,
    response_type: 'code',
    // In the fragment no server sees the code.
    response_mode: 'fragment',
    redirect_uri: redirectUri(),
    scope: config.scope,
    state: pending.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  sessionStorage.setItem(pendingKey, JSON.stringify(pending));
  // "Back" leads to what was before the page, and not to where it only passed.
  location.replace(url);
}

/** The address of the page, as it is registered with Entra. */
export function redirectUri(): string {
  return `${location.origin}${location.pathname}`;
}

/** The endpoints of Entra follow from the authority: no document of theirs has to be asked. */
function serverOf({ authority }: SignInConfig): oauth.AuthorizationServer {
  return { issuer: `${authority}/v2.0`, token_endpoint: `${authority}/oauth2/v2.0/token` };
}

/** Quotes what Entra says of a sign-in that failed. Anyone can write it into an address: it is cut short. */
function refusalIn(answer: URLSearchParams): string | undefined {
  const said = answer.get('error_description') ?? answer.get('error');
  return said === null ? undefined : `Microsoft Entra says: “${said.slice(0, 300)}”`;
}

function whyOf(error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
    return `Microsoft Entra says: “${error.error_description ?? error.error}”`;
  return error instanceof Error ? error.message : String(error);
}
