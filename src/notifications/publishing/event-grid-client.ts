/** Loaded with the first fact that is published. */
export { EventGridPublisherClient } from '@azure/eventgrid';
