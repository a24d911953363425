import { notSimulated } from './blob-error.ts';
import type { BlobAnswer } from './blob-message.ts';
import { pathOnly, refusedSignature } from './context.ts';
import type { Context } from './context.ts';
import { between, blobsIn, currentEntry, escaped, previousEntry } from './list-xml.ts';
import type { Entry, Shown } from './list-xml.ts';

const known: ReadonlySet<string> = new Set(['versions', 'immutabilitypolicy', 'legalhold', 'metadata']);

/** The most entries of a page. https://learn.microsoft.com/rest/api/storageservices/list-blobs */
const largestPage = 5000;

/** List Blobs: previous versions before the current one of the same name, where they are asked for. */
export async function listBlobs(context: Context): Promise<BlobAnswer> {
  const { query } = context.request;
  const include = query.get('include')?.split(',') ?? [];
  const unknown = include.find((each) => !known.has(each));
  if (unknown !== undefined) throw notSimulated(`include=${unknown} in a list of blobs`);
  const refused = await refusedSignature(context, [200]);
  if (refused) return refused;
  const shown = { policies: include.includes('immutabilitypolicy'), holds: include.includes('legalhold') };
  const prefix = query.get('prefix') ?? '';
  const entries = [
    ...(await currentEntries(context, prefix, shown)),
    ...(include.includes('versions') ? previousEntries(context, prefix, shown) : []),
  ];
  return pageOf(context, prefix, entries);
}

async function currentEntries(context: Context, prefix: string, shown: Shown): Promise<readonly Entry[]> {
  const { azurite, request, versions } = context;
  const entries: Entry[] = [];
  let marker: string | undefined = '';
  while (marker !== undefined) {
    const query = new URLSearchParams({
      restype: 'container',
      comp: 'list',
      include: 'metadata',
      prefix,
      marker,
    });
    const { body } = await azurite.ask('GET', `${pathOnly(request)}?${query.toString()}`);
    const xml = body.toString();
    for (const { name, inner } of blobsIn(xml))
      entries.push(currentEntry(name, inner, versions.current(`${request.path}/${name}`), shown));
    marker = between(xml, '<NextMarker>', '</NextMarker>') || undefined;
  }
  return entries;
}

function previousEntries({ request, versions }: Context, prefix: string, shown: Shown): readonly Entry[] {
  return [...versions.withPrevious(request.path)].flatMap(([path, previous]) => {
    const name = path.slice(request.path.length + 1);
    return name.startsWith(prefix) ? previous.map((version) => previousEntry(name, version, shown)) : [];
  });
}

function pageOf({ request }: Context, prefix: string, entries: readonly Entry[]): BlobAnswer {
  const { query, container } = request;
  const from = Buffer.from(query.get('marker') ?? '', 'base64url').toString();
  const size = Math.min(Number(query.get('maxresults') ?? largestPage), largestPage);
  const rest = entries
    .map((entry) => ({ ...entry, key: `${entry.name}\n${entry.version}` }))
    .filter(({ key }) => key >= from)
    .toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const next = Buffer.from(rest[size]?.key ?? '').toString('base64url');
  const blobs = rest.slice(0, size).map(({ xml }) => xml);
  const xml = [
    `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://127.0.0.1/" ContainerName="${escaped(container)}">`,
    `<Prefix>${escaped(prefix)}</Prefix><MaxResults>${size}</MaxResults><Blobs>${blobs.join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`,
  ].join('');
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(xml) };
}
