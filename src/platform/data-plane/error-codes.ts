/** Codes have no other characters; a text with others is none. */
const codeShape = /^[A-Za-z0-9_]{1,60}$/;

/** Causes, and errors within errors, that are looked at. */
const deepest = 4;

/** The parts of an error in which drivers and SDKs put codes. */
interface Coded {
  readonly name?: unknown;
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly number?: unknown;
  readonly errors?: unknown;
  readonly cause?: unknown;
  /** Key Vault has the code that says most innermost. */
  readonly details?: unknown;
}

/**
 * Codes of an error, from the outermost to the innermost: `EREQUEST` and `2812` of tedious, the SQLSTATE of PostgreSQL, `Conflict` and
 * `ObjectIsBeingDeleted` of Key Vault. Its message is never read: it may name logins, hosts and values of rows.
 */
export function codesOf(error: unknown): readonly string[] {
  return [...new Set(codesIn(error, deepest))];
}

/** Describes an error by its codes, as the reason of a failure. */
export function describeError(error: unknown): string {
  const status = isCoded(error) && typeof error.statusCode === 'number' ? [`HTTP ${error.statusCode}`] : [];
  const codes = [...status, ...codesOf(error)];
  if (codes.length > 0) return codes.join(' ');
  const [name = 'Error'] = isCoded(error) ? asCode(error.name) : [];
  return name === 'Error' ? 'unknown error' : name;
}

function codesIn(error: unknown, depth: number): readonly string[] {
  if (!isCoded(error) || depth === 0) return [];
  const inner = [error.cause, ...(Array.isArray(error.errors) ? error.errors : [])];
  return [
    ...asCode(error.code),
    ...asCode(error.number),
    ...innerCodes(error.details),
    ...inner.flatMap((each) => codesIn(each, depth - 1)),
  ];
}

/** `{error: {code, innerError: {code}}}`, as `@azure/keyvault-keys` parses it. */
function innerCodes(details: unknown): readonly string[] {
  const codes: string[] = [];
  let each = isCoded(details) && 'error' in details ? details.error : undefined;
  for (let depth = 0; depth < deepest && isCoded(each); depth += 1) {
    codes.push(...asCode(each.code));
    each = 'innerError' in each ? each.innerError : undefined;
  }
  return codes;
}

function asCode(value: unknown): readonly string[] {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && codeShape.test(text) ? [text] : [];
}

function isCoded(value: unknown): value is Coded {
  return typeof value === 'object' && value !== null;
}
