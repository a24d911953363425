import type { Arrived } from '../sinks/index.ts';

/** Where the cards among these messages lead: a page behind sign-in. */
export function pageLinks(arrived: readonly Arrived[]): readonly string[] {
  return arrived
    .filter(({ sink }) => sink === 'teams')
    .flatMap(({ body }) => {
      const { attachments } = JSON.parse(body) as {
        readonly attachments: readonly {
          readonly content: { readonly actions?: readonly { readonly url: string }[] };
        }[];
      };
      return attachments.flatMap(({ content }) => content.actions ?? []).map(({ url }) => url);
    });
}
