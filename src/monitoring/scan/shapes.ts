type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The shapes that a file of resources may have, for messages. */
export const EXPECTED =
  'expected a JSON array of resources, a Resource Graph answer ({"data": [...]}), a list of Resource Manager ({"value": [...]}), ' +
  'or JSON lines';

/** Says what a JSON text is that somebody may take for an export, and that is none; undefined: nothing known of that kind. */
export function shapeOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { $schema: schema, responses } = value;
  const data = value['data'] ?? value['Data'];
  const code = errorCodeOf(value);
  if (code !== undefined)
    return `an error that Azure answered (${code}), no resources: ${MENDED_BY[isOfRights(code) ? 'rights' : 'request']}`;
  if (typeof schema === 'string' && /\/\w*deployment(Template|Parameters)\.json/i.test(schema))
    return 'an ARM template: it says what is to be deployed, not what is there; deploy it, and export the resources';
  if (isObject(data) && Array.isArray(data['rows']))
    return 'a Resource Graph answer in the format of a table: ask for resultFormat objectArray';
  if (Array.isArray(responses) && responses.every((each) => isObject(each) && 'httpStatusCode' in each))
    return 'the answer to a batch request: export the list in each of its contents';
  return undefined;
}

const MENDED_BY = {
  rights: 'sign in as somebody who may read them (Reader), and export again',
  request: 'mend what it complains of, and export again',
};

const isOfRights = (code: string): boolean => /auth|forbidden|denied|token|credential/i.test(code);

/** The code of `{"error": {"code": ...}}`, or of what some tools save without its envelope: `{"code": ..., "message": ...}`. */
function errorCodeOf(value: Json): string | undefined {
  const { error, code, message, id, type } = value;
  if (isObject(error) && typeof error['code'] === 'string') return error['code'].slice(0, 100);
  const isBare = typeof code === 'string' && typeof message === 'string';
  return isBare && id === undefined && type === undefined ? code.slice(0, 100) : undefined;
}

/**
 * Resource Graph and ARM lists name the next page in one of these. Resource Graph gives no token where a query leaves out the id;
 * then its counts alone tell (https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data).
 */
export function saysPartial(envelope: unknown): boolean {
  // In lower case: PowerShell writes `SkipToken`.
  const rest = Object.fromEntries(
    Object.entries(envelope as object).map(([name, value]) => [name.toLowerCase(), value as unknown]),
  );
  const total = rest['total_records'] ?? rest['totalrecords'];
  const { count } = rest;
  if (typeof total === 'number' && typeof count === 'number' && total > count) return true;
  if (String(rest['resulttruncated']).toLowerCase() === 'true') return true;
  return ['skip_token', 'skiptoken', '$skiptoken', 'nextlink'].some((name) => {
    const value = rest[name];
    return typeof value === 'string' && value !== '';
  });
}
