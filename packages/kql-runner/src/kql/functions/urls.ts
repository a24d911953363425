import type { Build } from './build.ts';
import { ofTexts } from './build.ts';

/** Decodes a part of a URL. What is badly encoded stays as it is. */
function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function parameters(query: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    if (part !== '')
      found[decode(at < 0 ? part : part.slice(0, at))] = at < 0 ? '' : decode(part.slice(at + 1));
  }
  return found;
}

const url =
  /^(?:([A-Za-z][\w+.-]*):\/\/)?(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^:/?#]*)(?::(\d+))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function parseUrl(text: string): unknown {
  const [
    ,
    scheme = '',
    user = '',
    password = '',
    host = '',
    port = '',
    path = '',
    query = '',
    fragment = '',
  ] = url.exec(text) ?? [];
  return {
    Scheme: scheme,
    Host: host,
    Port: port,
    Path: path,
    Username: user,
    Password: password,
    'Query Parameters': parameters(query),
    Fragment: fragment,
  };
}

function parsePath(text: string): unknown {
  const [, scheme = '', rest = text] = /^([A-Za-z][\w+.-]+):\/\/(.*)$/s.exec(text) ?? [];
  const [, root = ''] = /^([A-Za-z]:)/.exec(rest) ?? [];
  const at = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\'));
  const file = rest.slice(at + 1);
  const directory = at < 0 ? '' : rest.slice(0, at);
  const directoryName = directory.slice(
    Math.max(directory.lastIndexOf('/'), directory.lastIndexOf('\\')) + 1,
  );
  return {
    Scheme: scheme,
    RootPath: root,
    DirectoryPath: directory,
    DirectoryName: directoryName,
    Filename: file,
    Extension: file.includes('.') ? file.slice(file.lastIndexOf('.') + 1) : '',
    AlternateDataStreamName: '',
  };
}

export const urls: Readonly<Record<string, Build>> = {
  parse_url: ofTexts(parseUrl),
  parse_urlquery: ofTexts((query) => ({ 'Query Parameters': parameters(query.replace(/^\?/, '')) })),
  parse_path: ofTexts(parsePath),
  url_decode: ofTexts(decode),
  url_encode: ofTexts((text) => encodeURIComponent(text)),
};
