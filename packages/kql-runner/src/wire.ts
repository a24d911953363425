import type { Refusal } from './errors.ts';
import type { TableAnswer } from './folder.ts';

/** The most that one answer holds. */
export interface Limits {
  readonly rows: number;
  readonly bytes: number;
}

/** https://learn.microsoft.com/azure/azure-monitor/service-limits#log-analytics-workspaces */
export const serviceLimits: Limits = { rows: 500_000, bytes: 100_000_000 };

/** The body of an answer, with an error beside its rows where the limits cut it off. */
export function tableBody(answer: Extract<TableAnswer, { kind: 'table' }>, limits: Limits): unknown {
  const rows: unknown[][] = [];
  let bytes = 0;
  for (const values of answer.rows) {
    const row = values.map((value, i) => cell(value, answer.columns[i]!.type));
    bytes += JSON.stringify(row).length + 1;
    if (rows.length >= limits.rows || bytes > limits.bytes) break;
    rows.push(row);
  }
  const isCut = answer.cut || rows.length < answer.rows.length;
  const tables = [{ name: 'PrimaryResult', columns: answer.columns, rows }];
  return isCut ? { tables, error: tooLarge(limits) } : { tables };
}

/** Dynamic values travel as JSON in a text. */
function cell(value: unknown, type: string): unknown {
  return type === 'dynamic' && value !== null ? JSON.stringify(value) : value;
}

function tooLarge({ rows, bytes }: Limits): unknown {
  return {
    code: 'PartialError',
    message: 'There were some errors when processing your query.',
    details: [
      {
        code: 'EngineError',
        message: 'Something went wrong processing your query on the server.',
        innererror: {
          code: '-2133196797',
          message: `The results of this query exceed the set limit of ${rows} records or ${bytes} bytes, so not all records were returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003).`,
          severity: 2,
          severityName: 'Error',
        },
      },
    ],
  };
}

/** The body of a refusal: the innermost error says what is wrong with the query. */
export function refusalBody({ code, message }: Refusal): unknown {
  const syntax = code.startsWith('SYN');
  return {
    error: {
      code: 'BadArgumentError',
      message: 'The request had some invalid properties',
      innererror: {
        code: syntax ? 'SyntaxError' : 'SemanticError',
        message: `A ${syntax ? 'syntax' : 'semantic'} error occurred.`,
        innererror: { code, message },
      },
    },
  };
}
