import type { ResponseAnswer, ResponseSummary } from '../src/response/responses/index.ts';
import type { SignInConfig } from './sign-in.ts';

/** An answer of the app, or the problem that it answers instead. */
export type Answered<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'problem'; readonly status: number; readonly text: string };

/** A safeguard, of which the page knows its status alone. */
export interface Standing {
  readonly status: string;
}

/** The API beside which this page lies, called with the token of who is signed in. */
export interface Api {
  response(id: string): Promise<Answered<ResponseAnswer>>;
  open(): Promise<Answered<{ readonly responses: readonly ResponseSummary[] }>>;
  /** Every safeguard with how it stands. */
  controls(): Promise<Answered<{ readonly controls: readonly Standing[] }>>;
  /** @param path below `responses/ID/` */
  decide(id: string, path: string, body: object): Promise<Answered<unknown>>;
  /** Forgets the token. Nothing is asked any more, and what is still asked is never answered. */
  forget(): void;
}

/** `.../api/page` lies in `.../api/`. */
const base = new URL('.', document.baseURI);

export function config(): Promise<Answered<SignInConfig>> {
  return ask('page/config', {});
}

interface Init {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Stands for an answer that nobody waits for any more. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

export function createApi(token: string): Api {
  let held: string | undefined = token;
  const asHolder = async <T>(path: string, init: Init = {}): Promise<Answered<T>> => {
    if (held === undefined) return never();
    const headers = { ...init.headers, authorization: `Bearer ${held}` };
    const answered = await ask<T>(path, { ...init, headers });
    return isForgotten() ? never() : answered;
  };
  const isForgotten = () => held === undefined;
  /** All pages of a list: what is left out would look as if it were not there. */
  const whole = async <Name extends string, Entry>(
    name: Name,
  ): Promise<Answered<Readonly<Record<Name, readonly Entry[]>>>> => {
    const entries: Entry[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const path: string = next === '' ? name : `${name}?cursor=${encodeURIComponent(next)}`;
      const page = await asHolder<Record<Name, Entry[]> & { readonly next?: string }>(path);
      if (page.kind === 'problem') return page;
      entries.push(...page.value[name]);
      ({ next } = page.value);
    }
    return { kind: 'ok', value: { [name]: entries } as Record<Name, Entry[]> };
  };
  return {
    response: (id) => asHolder(addressOf(id)),
    open: () => whole('responses'),
    controls: () => whole('controls'),
    decide: (id, path, body) =>
      asHolder(`${addressOf(id)}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    forget: () => {
      held = undefined;
    },
  };
}

function addressOf(id: string): string {
  return `responses/${encodeURIComponent(id)}`;
}

async function ask<T>(path: string, init: RequestInit): Promise<Answered<T>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(path, base), { ...init, credentials: 'omit', cache: 'no-store' });
    text = await response.text();
  } catch {
    return { kind: 'problem', status: 0, text: 'The app does not answer. Check your connection.' };
  }
  const { status } = response;
  try {
    const json = JSON.parse(text) as T & ProblemDetails;
    return response.ok ? { kind: 'ok', value: json } : { kind: 'problem', status, text: wordsOf(json) };
  } catch {
    return { kind: 'problem', status, text: `The app answered ${status}, and nothing that can be shown.` };
  }
}

/** RFC 9457. The detail names the field that it is about. */
interface ProblemDetails {
  readonly title?: string;
  readonly detail?: string;
}

/** A problem in its own words: `Request body is not valid. why must be a reason of at least 3 characters.` */
function wordsOf({ title, detail }: ProblemDetails): string {
  return [title, detail].flatMap((part) => (part ? [part.replace(/[^.!?]$/, '$&.')] : [])).join(' ');
}
