import type { Words } from './message.ts';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Renders a message as an e-mail: plain text, and the same as HTML. */
export function mailOf({ title, facts, lines, severity }: Words): Mail {
  const text = [title, '', ...facts.map(([name, value]) => `${name}: ${value}`), '', ...lines].join('\n');
  const rows = facts.map(
    ([name, value]) => `<tr><th align="left">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  return {
    // A line break would begin a header of its own.
    subject: `[phiwatch ${severity}] ${title}`.replaceAll(/[\r\n]+/g, ' '),
    text,
    html: [
      `<h2>${escaped(title)}</h2>`,
      ...(rows.length > 0 ? [`<table>${rows.join('')}</table>`] : []),
      ...lines.map((line) => `<p>${escaped(line)}</p>`),
    ].join('\n'),
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}
