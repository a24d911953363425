/** Documents that people attest by: kept once, hashed, read again each night. */
export { attestedDocuments, checkDocuments, readDocument } from './check-documents.ts';
export type { AttestedDocument, ChangedDocument } from './check-documents.ts';
export { documentBlob, keepDocument } from './keep-document.ts';
export type { CustodyPorts } from './keep-document.ts';
