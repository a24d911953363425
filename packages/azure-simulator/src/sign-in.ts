import { createHash, randomBytes } from 'node:crypto';
import { choicePage } from './sign-in-page.ts';
import { apiAudience } from './user-tokens.ts';
import type { Person, UserTokens } from './user-tokens.ts';

/** The client id of the registration under which the page of a local run signs people in: a public client. */
export const pageClientId = 'a7c4f1d8-5e29-4b63-9f07-2d8b6c3e1a90';

export interface SignInAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The sign-in that a code stands for until it is redeemed: once, and soon. */
interface Issued {
  readonly person: Person;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly scope: string;
  readonly until: number;
}

const scope = `${apiAudience}/user_impersonation`;

const codeLifeMs = 600_000;

/** Sessions in browsers that are remembered; the oldest goes first. */
const mostSessions = 1000;

const sessionCookie = 'ESTSAUTH';

/**
 * Signing in to a page, as Entra ID has it for single-page apps: authorization code with PKCE. Who signs in is chosen instead of typed.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export class SignIn {
  readonly #parts: {
    readonly tenantId: string;
    readonly people: readonly Person[];
    readonly tokens: UserTokens;
    readonly now: () => number;
  };
  readonly #codes = new Map<string, Issued>();
  /** The people who are signed in, by what the cookie of their browser says. */
  readonly #sessions = new Map<string, Person>();

  constructor(parts: {
    readonly tenantId: string;
    readonly people: readonly Person[];
    readonly tokens: UserTokens;
    readonly now: () => number;
  }) {
    this.#parts = parts;
  }

  /** Answers at the addresses of signing in; undefined at any other. */
  async answer(
    method: string,
    url: URL,
    body: string,
    origin: string | undefined,
    cookies = '',
  ): Promise<SignInAnswer | undefined> {
    const at = `/${this.#parts.tenantId}/oauth2/v2.0/`;
    if (url.pathname === `${at}authorize` && (method === 'GET' || method === 'POST'))
      return this.#authorize(
        url,
        method === 'POST' ? new URLSearchParams(body).get('person') : null,
        cookies,
      );
    if (url.pathname === `${at}logout` && (method === 'GET' || method === 'POST'))
      return this.#logout(method === 'POST' ? new URLSearchParams(body) : url.searchParams, cookies);
    if (url.pathname === `${at}token` && method === 'POST')
      return this.#redeem(new URLSearchParams(body), origin, url.origin);
    return undefined;
  }

  /** @param oid who has been chosen; null: nobody yet */
  #authorize({ searchParams: asked }: URL, oid: string | null, cookies: string): SignInAnswer {
    const redirectUri = asked.get('redirect_uri') ?? '';
    // Where the address to return to is in doubt, nobody is sent there.
    if (asked.get('client_id') !== pageClientId)
      return page(400, 'AADSTS700016: Application was not found in the directory.');
    if (!isRegistered(redirectUri))
      return page(400, 'AADSTS50011: The redirect URI does not match the redirect URIs of the application.');
    const wrong = troubleOf(asked);
    if (wrong) return back(redirectUri, { ...wrong, state: asked.get('state') ?? '' });
    const { people, now } = this.#parts;
    const person = people.find((each) => each.oid === oid);
    const session = sessionIn(cookies);
    if (!person) {
      const body = choicePage(people, this.#sessions.get(session)?.name);
      return { status: 200, headers: html, body };
    }
    const code = randomBytes(32).toString('base64url');
    this.#codes.set(code, {
      person,
      redirectUri,
      challenge: asked.get('code_challenge') ?? '',
      scope,
      until: now() + codeLifeMs,
    });
    const answer = back(redirectUri, { code, state: asked.get('state') ?? '' });
    return { ...answer, headers: { ...answer.headers, 'Set-Cookie': this.#begin(person, session) } };
  }

  /** Another session takes the place of the one that the browser had. */
  #begin(person: Person, former: string): string {
    this.#sessions.delete(former);
    const [oldest = ''] = this.#sessions.keys();
    if (this.#sessions.size >= mostSessions) this.#sessions.delete(oldest);
    const session = randomBytes(32).toString('base64url');
    this.#sessions.set(session, person);
    return cookieOf(session);
  }

  /**
   * Ends the session, and goes back to an address that is registered, to no other.
   * https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
   */
  #logout(asked: URLSearchParams, cookies: string): SignInAnswer {
    this.#sessions.delete(sessionIn(cookies));
    const ended = { 'Set-Cookie': cookieOf('', '; Max-Age=0') };
    const returnTo = asked.get('post_logout_redirect_uri') ?? '';
    if (!isRegistered(returnTo))
      return {
        ...page(200, 'You signed out of your account. Close all browser windows.'),
        headers: { ...plain, ...ended },
      };
    const state = asked.get('state');
    const query = state === null ? '' : `?${new URLSearchParams({ state }).toString()}`;
    return { status: 302, headers: { Location: `${returnTo}${query}`, ...ended } };
  }

  async #redeem(
    given: URLSearchParams,
    origin: string | undefined,
    authority: string,
  ): Promise<SignInAnswer> {
    const issued = this.#codes.get(given.get('code') ?? '');
    this.#codes.delete(given.get('code') ?? '');
    const refused = (error: string, error_description: string): SignInAnswer =>
      json(400, { error, error_description }, origin);
    if (given.get('grant_type') !== 'authorization_code')
      return refused('unsupported_grant_type', 'AADSTS70003: The app requested an unsupported grant type.');
    if (origin === undefined)
      return refused(
        'invalid_request',
        'AADSTS9002327: Tokens may only be redeemed via cross-origin requests.',
      );
    if (!issued || issued.until < this.#parts.now())
      return refused('invalid_grant', 'AADSTS70008: The provided authorization code has expired.');
    if (given.get('client_id') !== pageClientId || given.get('redirect_uri') !== issued.redirectUri)
      return refused('invalid_grant', 'AADSTS500112: The reply address does not match the one asked for.');
    if (challengeOf(given.get('code_verifier') ?? '') !== issued.challenge)
      return refused('invalid_grant', 'AADSTS501481: The Code_Verifier does not match the code_challenge.');
    const { oid, roles } = issued.person;
    const { token, expiresOn } = await this.#parts.tokens.issue(
      { oid, roles, appid: pageClientId },
      authority,
    );
    const expiresIn = expiresOn - Math.floor(this.#parts.now() / 1000);
    return json(
      200,
      {
        token_type: 'Bearer',
        scope: issued.scope,
        expires_in: expiresIn,
        ext_expires_in: expiresIn,
        access_token: token,
      },
      origin,
    );
  }
}

const html = { 'Content-Type': 'text/html; charset=utf-8' };

const plain = { 'Content-Type': 'text/plain; charset=utf-8' };

/** The session that a browser says it has; empty: none. */
function sessionIn(cookies: string): string {
  const pairs = cookies.split(';').map((each) => each.trim());
  return pairs.find((each) => each.startsWith(`${sessionCookie}=`))?.slice(sessionCookie.length + 1) ?? '';
}

function cookieOf(session: string, more = ''): string {
  return `${sessionCookie}=${session}; Path=/; Secure; HttpOnly; SameSite=Lax${more}`;
}

/** Entra takes any port on loopback. */
function isRegistered(redirectUri: string): boolean {
  const { protocol, username, hostname, pathname, search, hash } = URL.parse(redirectUri) ?? {};
  const isLoopback = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost');
  return isLoopback && pathname === '/api/page' && !username && !search && !hash;
}

function troubleOf(asked: URLSearchParams): { error: string; error_description: string } | undefined {
  if (asked.get('response_type') !== 'code' || asked.get('response_mode') !== 'fragment')
    return {
      error: 'unsupported_response_type',
      error_description: 'Only code in a fragment is known here.',
    };
  if (asked.get('scope') !== scope)
    return { error: 'invalid_scope', error_description: `AADSTS70011: The scope is not ${scope}.` };
  if (asked.get('code_challenge_method') !== 'S256' || !asked.get('code_challenge'))
    return {
      error: 'invalid_request',
      error_description: 'AADSTS9002325: Proof Key for Code Exchange is required.',
    };
  return undefined;
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function back(redirectUri: string, answer: Readonly<Record<string, string>>): SignInAnswer {
  return {
    status: 302,
    headers: { Location: `${redirectUri}#${new URLSearchParams(answer).toString()}` },
  };
}

function page(status: number, text: string): SignInAnswer {
  return { status, headers: plain, body: text };
}

function json(status: number, body: object, origin: string | undefined): SignInAnswer {
  return {
    status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      ...(origin !== undefined && { 'Access-Control-Allow-Origin': origin }),
    },
    body: JSON.stringify(body),
  };
}
