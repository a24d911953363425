import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { KeyClient } from '@azure/keyvault-keys';

/** A number counts the reads after which the next state is reached. */
type KeyState = 'absent' | 'here' | 'deleted' | { readonly to: 'here' | 'deleted'; reads: number };

interface Sent {
  readonly call: string;
  readonly body: unknown;
}

const purge = Date.parse('2026-12-30T00:00:00Z') / 1000;
const name = 'dr-drill-2026q4';
const key = { kid: `https://drill.vault.azure.net/keys/${name}/1`, kty: 'RSA', n: 'AQAB', e: 'AQAB' };
const recoveryId = `https://drill.vault.azure.net/deletedkeys/${name}`;

/** Key Vault as `@azure/keyvault-keys` sees it: one key, and the states that it passes through. */
export class FakeVault {
  state: KeyState = 'absent';
  /** Reads after which a deletion or a recovery shows. */
  delay = 0;
  /** Answers each call with this instead. */
  refusal: { readonly status: number; readonly error: unknown } | undefined;
  readonly sent: Sent[] = [];
  readonly tokens: (string | undefined)[] = [];

  get calls(): readonly string[] {
    return this.sent.map(({ call }) => call);
  }

  /** The client of a vault, over this one. */
  readonly open = (vault: string): Promise<KeyClient> => {
    const credential = {
      getToken: () => Promise.resolve({ token: 'token-1', expiresOnTimestamp: 8_640_000_000_000_000 }),
    };
    const httpClient: HttpClient = { sendRequest: (request) => Promise.resolve(this.#answer(request)) };
    return Promise.resolve(new KeyClient(vault, credential, { httpClient, retryOptions: { maxRetries: 0 } }));
  };

  #answer(request: PipelineRequest): PipelineResponse {
    const authorization = request.headers.get('authorization');
    if (authorization === undefined)
      return answerTo(request, 401, undefined, {
        'www-authenticate':
          'Bearer authorization="https://login.microsoftonline.com/tenant", resource="https://vault.azure.net"',
      });
    this.tokens.push(authorization);
    const call = `${request.method} ${new URL(request.url).pathname.replace(/\/$/, '')}`;
    const text = typeof request.body === 'string' ? request.body : '';
    this.sent.push({ call, body: text === '' ? undefined : JSON.parse(text) });
    if (this.refusal) return answerTo(request, this.refusal.status, { error: this.refusal.error });
    const { status = 200, body } = this.#done(call);
    return answerTo(request, status, body);
  }

  #done(call: string): { readonly status?: number; readonly body: unknown } {
    if (typeof this.state === 'object' && call.startsWith('GET')) {
      if (this.state.reads === 0) this.state = this.state.to;
      else this.state.reads -= 1;
    }
    const bundle = { body: { key, attributes: { enabled: true } } };
    const deleted = { body: { ...bundle.body, recoveryId, scheduledPurgeDate: purge } };
    switch (call) {
      case `GET /keys/${name}`:
        return this.state === 'here' ? bundle : missing;
      case `GET /deletedkeys/${name}`:
        return this.state === 'deleted' ? deleted : missing;
      case `POST /keys/${name}/create`:
        if (this.state === 'deleted') return conflict('ObjectIsDeletedButRecoverable');
        if (typeof this.state === 'object') return conflict('ObjectIsBeingDeleted');
        this.state = 'here';
        return bundle;
      case `POST /keys/${name}/backup`:
        return this.state === 'here' ? { body: { value: 'a2V5' } } : missing;
      case `DELETE /keys/${name}`:
        if (typeof this.state === 'object') return conflict('ObjectIsBeingDeleted');
        if (this.state !== 'here') return missing;
        this.state = { to: 'deleted', reads: this.delay };
        return deleted;
      case `POST /deletedkeys/${name}/recover`:
        if (this.state !== 'deleted') return missing;
        this.state = { to: 'here', reads: this.delay };
        return bundle;
      default:
        throw new Error(`${call} is none of a drill`);
    }
  }
}

const missing = {
  status: 404,
  body: { error: { code: 'KeyNotFound', message: 'Mira Quillfeather has no such key' } },
};

function conflict(code: string) {
  return {
    status: 409,
    body: { error: { code: 'Conflict', message: 'Mira Quillfeather deleted it', innererror: { code } } },
  };
}

function answerTo(
  request: PipelineRequest,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): PipelineResponse {
  return {
    request,
    status,
    headers: createHttpHeaders({ 'content-type': 'application/json', ...headers }),
    bodyAsText: body === undefined ? '' : JSON.stringify(body),
  };
}
