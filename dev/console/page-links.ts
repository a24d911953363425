import type { Arrived } from '../sinks/index.ts';

interface Card {
  readonly attachments: readonly {
    readonly content: {
      readonly body: readonly { readonly actions?: readonly { readonly url: string }[] }[];
    };
  }[];
}

/** Gives the addresses that the cards among these messages lead to: a page behind sign-in. */
export function pageLinks(arrived: readonly Arrived[]): readonly string[] {
  return arrived
    .filter(({ sink }) => sink === 'teams')
    .flatMap(({ body }) => (JSON.parse(body) as Card).attachments)
    .flatMap(({ content }) => content.body)
    .flatMap(({ actions = [] }) => actions.map(({ url }) => url));
}
