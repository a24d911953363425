import type { PreviousVersion, Version } from './versions.ts';

/** An entry of a list of blobs. */
export interface Entry {
  readonly name: string;
  readonly version: string;
  readonly xml: string;
}

/** The parts of a version that a list shows where they are asked for. */
export interface Shown {
  readonly policies: boolean;
  readonly holds: boolean;
}

/** Cuts the blobs out of a list of Azurite's: the name of each, and its element without the tags around it. */
export function blobsIn(xml: string): readonly { readonly name: string; readonly inner: string }[] {
  return xml
    .split('<Blob>')
    .slice(1)
    .map((part) => part.slice(0, part.indexOf('</Blob>')))
    .map((inner) => ({ name: unescaped(between(inner, '<Name>', '</Name>')), inner }));
}

export function between(text: string, open: string, close: string): string {
  const start = text.indexOf(open);
  const end = text.indexOf(close, start);
  return start < 0 || end < 0 ? '' : text.slice(start + open.length, end);
}

/** Adds what Azurite does not know to the element of a current version. */
export function currentEntry(name: string, inner: string, version: Version, shown: Shown): Entry {
  const xml = inner
    .replace(
      '</Name>',
      () => `</Name><VersionId>${version.id}</VersionId><IsCurrentVersion>true</IsCurrentVersion>`,
    )
    .replace('</Properties>', () => `${protectionXml(version, shown)}</Properties>`);
  return { name, version: version.id, xml: `<Blob>${xml}</Blob>` };
}

const propertyOf: Readonly<Record<string, string>> = {
  'x-ms-creation-time': 'Creation-Time',
  'last-modified': 'Last-Modified',
  etag: 'Etag',
  'content-type': 'Content-Type',
  'content-md5': 'Content-MD5',
  'x-ms-blob-type': 'BlobType',
  'x-ms-blob-sealed': 'Sealed',
};

export function previousEntry(name: string, version: PreviousVersion, shown: Shown): Entry {
  const properties = Object.entries(propertyOf).flatMap(([header, element]) => {
    const value = version.headers[header];
    return typeof value === 'string'
      ? [`<${element}>${escaped(value.replaceAll('"', ''))}</${element}>`]
      : [];
  });
  const length = `<Content-Length>${version.content.length}</Content-Length>`;
  const inner = `<Name>${escaped(name)}</Name><VersionId>${version.id}</VersionId>`;
  return {
    name,
    version: version.id,
    xml: `<Blob>${inner}<Properties>${properties.join('')}${length}${protectionXml(version, shown)}</Properties></Blob>`,
  };
}

/** https://learn.microsoft.com/rest/api/storageservices/list-blobs#immutability-policy-in-the-response */
function protectionXml({ protection: { policy, legalHold } }: Version, shown: Shown): string {
  const until = policy && new Date(policy.until).toUTCString();
  return [
    shown.policies && policy
      ? `<ImmutabilityPolicyUntilDate>${until}</ImmutabilityPolicyUntilDate><ImmutabilityPolicyMode>${policy.mode.toLowerCase()}</ImmutabilityPolicyMode>`
      : '',
    shown.holds && legalHold !== undefined ? `<LegalHold>${legalHold}</LegalHold>` : '',
  ].join('');
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
