/** Loaded with the first drift that is published. */
export { EventGridPublisherClient } from '@azure/eventgrid';
