import { personalDataIn, withoutMail } from '../../model/index.ts';
import { codeIn, isJsonObject } from './classify-answer.ts';

const longestMessage = 300;

/** Characters of a message that are looked at. */
const longestLine = 2_000;

/** Quoted parts of a message are names or values: of a database, a login, a rule. */
const quoted = /'[^']{0,500}'|"[^"]{0,500}"|\[[^\]]{0,500}\]/g;

/**
 * Code and message of an error in a body, for the record: the first line, without what it quotes and without mail addresses. A message
 * that seems to hold anything else of a person is left out. Undefined: the body has no error.
 */
export function errorWords(body: unknown): string | undefined {
  const code = codeIn(body);
  const message = messageIn(body);
  if (code === undefined || message === undefined) return code ?? message;
  return `${code}: ${message}`;
}

function messageIn(body: unknown): string | undefined {
  const error = isJsonObject(body) && isJsonObject(body['error']) ? body['error'] : body;
  const given = isJsonObject(error) ? error['message'] : undefined;
  if (typeof given !== 'string') return undefined;
  const line =
    given
      .slice(0, longestLine)
      .trim()
      .split(/[\r\n]/, 1)[0] ?? '';
  const plain = withoutMail(line.replace(quoted, '(removed)')).replace(/\.$/, '');
  if (plain === '') return undefined;
  if (personalDataIn(plain) !== undefined) return 'its message is left out, as it may hold personal data';
  return plain.length > longestMessage ? `${plain.slice(0, longestMessage)}…` : plain;
}
