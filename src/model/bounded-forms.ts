import { createHash } from 'node:crypto';
import { personalDataIn } from './personal-data.ts';

/** Forms that ids and names from outside must have to be kept as they came. What has another form may hold anything, as a name. */

/** A GUID, the 64 digits of an event of Azure Policy, or what `boundedId` has made of another text. */
const idForm = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:[0-9a-f]{32}){1,2}|sha256:[0-9a-f]{64})$/i;

/** `Microsoft.Resources.ResourceWriteSuccess`. */
const eventTypeForm = /^[a-z][a-z0-9]{0,49}(?:\.[a-z0-9]{1,60}){1,5}$/i;

/** `Microsoft.Storage/storageAccounts/write`: the operations of Azure end with one of three words. */
const operationForm = /^[a-z][a-z0-9]{0,49}(?:\.[a-z0-9]{1,60}){0,5}(?:\/[\w.$-]{1,100}){1,16}$/i;

const operationEnd = /\/(?:write|delete|action)$/i;

const verbs: ReadonlySet<string> = new Set(['write', 'delete', 'action', 'move']);

export function isBoundedId(text: string): boolean {
  return idForm.test(text);
}

/** An id as it is kept. One of another form is kept as its hash: the same event is still known when it comes again. */
export function boundedId(text: string): string {
  return isBoundedId(text) ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

export function isEventType(text: string): boolean {
  return eventTypeForm.test(text) && personalDataIn(text) === undefined;
}

/** Whether a text is the name of an operation of Azure, the type of one of its events, or one of our four words for an operation. */
export function isOperationName(text: string): boolean {
  if (verbs.has(text) || (/^Microsoft\./i.test(text) && isEventType(text))) return true;
  return operationForm.test(text) && operationEnd.test(text) && personalDataIn(text) === undefined;
}
