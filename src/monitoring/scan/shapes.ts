type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a file of resources may be, for messages. */
export const EXPECTED =
  'expected a JSON array of resources, a Resource Graph answer ({"data": [...]}), a list of Resource Manager ({"value": [...]}), ' +
  'or JSON lines';

/** What a JSON text is that somebody may take for an export, and that is none; undefined: nothing known of that kind. */
export function shapeOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { error, $schema: schema, responses } = value;
  const data = value['data'] ?? value['Data'];
  if (isObject(error) && typeof error['code'] === 'string')
    return `an error that Azure answered (${error['code'].slice(0, 100)}), no resources`;
  if (typeof schema === 'string' && /\/deployment(Template|Parameters)\.json/i.test(schema))
    return 'a template: it says what is to be deployed, not what is there';
  if (isObject(data) && Array.isArray(data['rows']))
    return 'a Resource Graph answer in the format of a table: ask for resultFormat objectArray';
  if (Array.isArray(responses) && responses.every((each) => isObject(each) && 'httpStatusCode' in each))
    return 'the answer to a batch request: export the list in each of its contents';
  return undefined;
}
