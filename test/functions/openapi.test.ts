import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, test } from 'vitest';
import type { describeApi } from '../../functions/http/openapi/document.ts';
import { httpFunctions } from '../../tools/access/http-functions.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly 'x-roles'?: readonly string[];
  readonly 'x-audit'?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, object>>;
}
interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

type Specification = Exclude<Parameters<Validator['validate']>[0], string> & Description;

const functions = await httpFunctions();
let document: Description;
let operations: readonly (Operation & { readonly path: string; readonly method: string })[];

beforeAll(async () => {
  const { routes } = await import('../../functions/http/route.ts');
  const { describeApi: describing } = await import('../../functions/http/openapi/document.ts');
  document = asSent(describing(routes, '1.2.3'));
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })),
  );
});

/** As it is read by who asks for it. */
function asSent(description: ReturnType<typeof describeApi>): Description {
  return JSON.parse(JSON.stringify(description)) as Description;
}

const operation = (name: string) => operations.find(({ operationId }) => operationId === name);

describe('the description of the API', () => {
  test('is OpenAPI 3.1, and all its references lead somewhere', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document) as Specification)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const resolved = JSON.stringify(validator.resolveRefs());
    expect(resolved).not.toContain('"$ref"');
  });

  test('has every function that can be called, by its name, address and roles', () => {
    const described = operations.map((each) => ({
      name: each.operationId,
      methods: [each.method.toUpperCase()],
      route: each.path.replace('/api/', ''),
      roles: each['x-roles'],
      audit: each['x-audit'],
    }));
    // What answers that an address does not exist is no operation.
    const operable = functions.filter(({ name }) => name !== 'wrong-address');
    const registered = operable.map(({ name, methods, route, security }) => ({
      name,
      methods,
      route,
      roles: security?.roles,
      audit: security?.audit,
    }));
    const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
    expect(described.toSorted(byName)).toEqual(registered.toSorted(byName));
  });

  test('says of every operation in a sentence what it does', () => {
    for (const { operationId, summary } of operations)
      expect(summary, operationId).toMatch(/^[A-Z][^\n]{10,200}\.$/);
  });

  test('has every parameter of a path, and those of a query with whether they are needed', () => {
    for (const { path, parameters = [], operationId } of operations) {
      const inPath = parameters.filter((each) => each.in === 'path');
      const names = path.match(/(?<=\{)[^}]+/g) ?? [];
      expect(inPath.map(({ name }) => name).toSorted(), operationId).toEqual([...names].toSorted());
    }
    expect(operation('audit')?.parameters).toMatchObject([
      { name: 'since', in: 'query', required: true },
      { name: 'until', in: 'query', required: false },
      { name: 'limit', in: 'query', required: false },
      { name: 'cursor', in: 'query', required: false },
    ]);
  });

  test('says that a token is needed, but where it is not', () => {
    for (const { operationId, security, responses, 'x-roles': roles } of operations) {
      expect(security, operationId).toEqual(roles ? undefined : [{}, { entra: [] }]);
      expect(Object.keys(responses).includes('401'), operationId).toBe(roles !== undefined);
    }
  });

  test('has bodies that use cases check themselves, as they must be sent', () => {
    expect(operation('responses-approve')?.requestBody).toMatchObject({
      content: {
        'application/json': {
          schema: { required: ['planHash'], additionalProperties: false },
        },
      },
    });
    // Matched without regard to case, which a pattern of JSON Schema cannot be.
    expect(operation('exemptions-request')?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { properties: { scope: {} } } } },
    });
    expect(JSON.stringify(operation('exemptions-request')?.requestBody)).not.toContain('"pattern"');
    const withBody = operations.filter(({ requestBody }) => requestBody).map(({ responses }) => responses);
    for (const responses of withBody) expect(Object.keys(responses)).toContain('413');
  });

  test('leaves room in answers for what comes later', () => {
    expect(document.components.schemas).toMatchObject({
      Drift: { type: 'object', properties: { from: { anyOf: expect.anything() } } },
    });
    expect(JSON.stringify(document.components.schemas['Drift' as never])).not.toContain(
      'additionalProperties',
    );
  });
});
