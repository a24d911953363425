import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll } from 'vitest';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}
interface Response {
  readonly content?: Content;
}
type Content = Readonly<Record<string, { readonly schema?: Json }>>;

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Json & { readonly responses: Readonly<Record<string, Response>> };
}

/** An answer of the app, and what it was asked. */
export interface Exchange {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** As it was sent. */
  readonly body?: unknown;
  readonly answer: globalThis.Response;
}

/** What the app says of itself, in `GET /api/openapi.json`, and whether it keeps to it. */
export class Contract {
  readonly #description: Description;
  readonly #ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allErrors: true,
    allowUnionTypes: true,
  });
  readonly #compiled = new Map<Json, ValidateFunction>();

  constructor(description: unknown) {
    this.#description = closed(description) as Description;
    addFormats.default(this.#ajv);
    this.#ajv.addVocabulary(['components']);
  }

  /** What differs from the description; undefined: nothing. */
  async difference({ method, path, body, answer }: Exchange): Promise<string | undefined> {
    const { pathname } = new URL(path, 'http://app');
    const operation = this.#operation(method, pathname);
    const { status } = answer;
    if (!operation)
      return status === 404 || status === 405 ? undefined : `${status}, and no such operation is described`;
    const described = this.#resolved(operation.responses[String(status)]);
    if (!described) return `the status ${status} is not described`;
    const sent = operation.requestBody?.content['application/json']?.schema;
    if (status < 300 && sent && body !== undefined) {
      const trouble = this.#trouble(sent, body);
      if (trouble !== undefined) return `the body that was accepted is described otherwise: ${trouble}`;
    }
    return this.#ofBody(described, answer);
  }

  async #ofBody({ content }: Response, answer: globalThis.Response): Promise<string | undefined> {
    const text = await answer.clone().text();
    if (!content) return text === '' || answer.status === 429 ? undefined : 'a body is not described';
    const type = answer.headers.get('content-type')?.split(';')[0] ?? 'none';
    const described = content[type];
    if (!described) return `the content type ${type} is not described`;
    return described.schema && this.#trouble(described.schema, JSON.parse(text));
  }

  #trouble(schema: Json, value: unknown): string | undefined {
    let validate = this.#compiled.get(schema);
    if (!validate) {
      validate = this.#ajv.compile({ ...schema, components: this.#description.components });
      this.#compiled.set(schema, validate);
    }
    if (validate(value)) return undefined;
    const errors = (validate.errors ?? []).slice(0, 5);
    return errors
      .map((error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`)
      .join('; ');
  }

  /** Where several paths fit, the one with the fewest parameters. */
  #operation(method: string, pathname: string): Operation | undefined {
    const parts = pathname.split('/');
    const fitting = Object.keys(this.#description.paths).filter((path) => {
      const wanted = path.split('/');
      return (
        wanted.length === parts.length && wanted.every((each, i) => each.startsWith('{') || each === parts[i])
      );
    });
    const parameters = (path: string) => path.split('{').length;
    const [path] = fitting.toSorted((one, other) => parameters(one) - parameters(other));
    return path === undefined ? undefined : this.#description.paths[path]?.[method.toLowerCase()];
  }

  #resolved(response: Response | { readonly $ref: string } | undefined): Response | undefined {
    if (!response || !('$ref' in response)) return response;
    return this.#description.components.responses[response.$ref.split('/').at(-1) ?? ''];
  }
}

/** The same, with no room for members that are not described: tests see what has been added and not described. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, closed(each)]));
  const isOpenObject =
    members['type'] === 'object' && 'properties' in members && !('additionalProperties' in members);
  return isOpenObject ? { ...members, additionalProperties: false } : members;
}

let contract: Promise<Contract> | undefined;
const differences = new Set<string>();

/** That of the app at this address; the same for all hosts that a file of tests starts. */
export function contractOf(baseUrl: string): Promise<Contract> {
  contract ??= read(baseUrl).catch((error: unknown) => {
    // A host that is killed meanwhile answers nothing; the next one is asked.
    contract = undefined;
    throw error;
  });
  return contract;
}

async function read(baseUrl: string): Promise<Contract> {
  const answer = await fetch(new URL('/api/openapi.json', baseUrl));
  if (!answer.ok) throw new Error(`GET /api/openapi.json: ${answer.status}`);
  return new Contract(await answer.json());
}

/** @throws Error where the answer is not as it is described; and again at the end of the file, lest somebody catch it */
export async function keepsTo(contract: Contract, exchange: Exchange): Promise<void> {
  const difference = await contract.difference(exchange);
  if (difference === undefined) return;
  const told = `${exchange.method} ${exchange.path} is not answered as openapi.json says: ${difference}`;
  differences.add(told);
  throw new Error(told);
}

afterAll(() => {
  if (differences.size > 0) throw new Error([...differences].join('\n'));
});
