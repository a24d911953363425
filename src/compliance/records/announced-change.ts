import { z } from 'zod';
import { moment, scope, text, ticket } from './fields.ts';

/** A window of work is short: what lasts longer needs an exemption. */
export const longestWindowDays = 14;

export const announcementRequest = z
  .strictObject({ ticket, scope, what: text(), from: moment, until: moment })
  .superRefine(({ from, until }, context) => {
    if (until <= from)
      context.addIssue({ code: 'custom', path: ['until'], message: 'must lie after the beginning' });
  });
export type AnnouncementRequest = z.infer<typeof announcementRequest>;

/** A change that somebody said beforehand would be made. Kept by subscription (lower-case GUID). */
export interface AnnouncedChange extends AnnouncementRequest {
  readonly status: 'announced' | 'withdrawn';
  readonly by: string;
}
