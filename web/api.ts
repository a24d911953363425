import type { ResponseAnswer, ResponseSummary } from '../src/response/responses/index.ts';
import type { SignInConfig } from './sign-in.ts';

/** What the app answers, or the problem that it answers instead, as it says it. */
export type Answered<T> =
  | { readonly kind: 'good'; readonly value: T }
  | { readonly kind: 'problem'; readonly status: number; readonly text: string };

/** The API beside which this page lies, called with the token of who is signed in. */
export interface Api {
  response(id: string): Promise<Answered<ResponseAnswer>>;
  open(): Promise<Answered<{ readonly responses: readonly ResponseSummary[] }>>;
  /** @param path below `responses/ID/` */
  decide(id: string, path: string, body: object): Promise<Answered<unknown>>;
}

/** `.../api/page` lies in `.../api/`. */
const base = new URL('.', document.baseURI);

export function config(): Promise<Answered<SignInConfig>> {
  return ask('page/config', {});
}

export function createApi(token: string): Api {
  const headers = { authorization: `Bearer ${token}` };
  return {
    response: (id) => ask(addressOf(id), { headers }),
    open: () => ask('responses', { headers }),
    decide: (id, path, body) =>
      ask(`${addressOf(id)}/${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

function addressOf(id: string): string {
  return `responses/${encodeURIComponent(id)}`;
}

async function ask<T>(path: string, init: RequestInit): Promise<Answered<T>> {
  try {
    const response = await fetch(new URL(path, base), { ...init, credentials: 'omit', cache: 'no-store' });
    const text = await response.text();
    if (response.ok) return { kind: 'good', value: JSON.parse(text) as T };
    return { kind: 'problem', status: response.status, text: wordsOf(response.status, text) };
  } catch (error) {
    return { kind: 'problem', status: 0, text: `The app does not answer: ${String(error)}` };
  }
}

/** A problem of RFC 9457 in its own words. */
function wordsOf(status: number, text: string): string {
  try {
    const { title, field, detail } = JSON.parse(text) as Readonly<Record<string, string | undefined>>;
    const about = field === undefined ? detail : `${field} ${detail ?? ''}`.trim();
    return `${status}: ${[title, about].filter(Boolean).join(': ')}`;
  } catch {
    return `The app answered ${status}.`;
  }
}
