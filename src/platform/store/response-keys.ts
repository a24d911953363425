import { afterSeparator, padded } from './keys.ts';
import type { KeyRange, RowKeys } from './keys.ts';

/** Place of a response in `Responses`: by resource, then by the sequence of its drift. The id is that of a drift. */
export function responseKeys(id: string): RowKeys {
  const { resource, sequence } = partsOf(id);
  return { partitionKey: resource, rowKey: `response|${sequence}` };
}

/** Rows of responses of a resource. */
export const responseRows: KeyRange = { from: 'response|', to: `response${afterSeparator}` };

/** Place of a step of a response: beside it, in order. */
export function responseStepKeys(id: string, n: number): RowKeys {
  const { resource, sequence } = partsOf(id);
  return { partitionKey: resource, rowKey: `step|${sequence}|${padded(n)}` };
}

/** Rows of the steps of a response. */
export function responseStepRows(id: string): KeyRange {
  const { sequence } = partsOf(id);
  return { from: `step|${sequence}|`, to: `step|${sequence}${afterSeparator}` };
}

/** Hash of the resource and padded sequence of a drift's id. Throws where it is none. */
function partsOf(driftId: string): { readonly resource: string; readonly sequence: string } {
  const [, resource = '', sequence = ''] = /^([0-9a-f]{64})-(\d{1,10})$/.exec(driftId) ?? [];
  if (resource === '') throw new Error(`"${driftId}" is no id of a drift`);
  return { resource, sequence: padded(Number(sequence)) };
}
