/** Lists page by page: cursors, places in an order, the page that is asked for. */
export { cursorAt, placeIn } from './cursor.ts';
export { mostEntries, pageOf, pageQuery } from './page-request.ts';
export type { PageRequest } from './page-request.ts';
export { largestFirst, latestFirst, placeOf } from './place.ts';
export { pageInOrder, pageSorted } from './take-page.ts';
