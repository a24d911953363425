/** The person who is signed in. */
export interface Caller {
  readonly objectId: string;
  readonly roles: readonly string[];
  readonly name?: string;
}

/**
 * Reads from a token who is signed in, to be shown before the app has said it. The app alone decides what they may do: it checks the
 * token, this does not.
 */
export function callerOf(token: string): Caller | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64Of(token.split('.')[1] ?? '')), (char) => char.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
    const { oid, name, roles } = claims;
    if (typeof oid !== 'string') return undefined;
    return {
      objectId: oid,
      roles: Array.isArray(roles) ? roles.map(String) : [],
      ...(typeof name === 'string' && { name }),
    };
  } catch {
    return undefined;
  }
}

function base64Of(base64url: string): string {
  return base64url.replaceAll('-', '+').replaceAll('_', '/');
}
