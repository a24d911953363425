import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Identity, Tokens } from './tokens.ts';

/**
 * The managed identity endpoint of App Service and Functions, over plain http:
 * `GET /msi/token?api-version=2019-08-01&resource=...[&client_id=...]` with the header X-IDENTITY-HEADER.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export async function answerIdentityRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly tokens: Tokens; readonly secret: string; readonly identities: readonly Identity[] },
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
  const refuse = (status: number, message: string): void => answer(status, { statusCode: status, message });
  if (url.pathname !== '/msi/token') return refuse(404, 'Not found');
  if (request.headers['x-identity-header'] !== options.secret)
    return refuse(401, 'Invalid X-IDENTITY-HEADER');
  if (url.searchParams.get('api-version') !== '2019-08-01') return refuse(400, 'Unsupported api-version');
  const resource = url.searchParams.get('resource');
  if (!resource) return refuse(400, 'The parameter resource is required');
  const clientId = url.searchParams.get('client_id');
  const identity = clientId
    ? options.identities.find(({ oid, appid = oid }) => appid === clientId)
    : options.identities[0];
  if (!identity)
    return refuse(400, 'No User Assigned or Delegated Managed Identity found for specified ClientId');
  const { token, expiresOn } = await options.tokens.issue({ ...identity, resource });
  answer(200, {
    access_token: token,
    expires_on: String(expiresOn),
    resource,
    token_type: 'Bearer',
    client_id: identity.appid ?? identity.oid,
  });
}
