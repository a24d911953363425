/** The root of the checkout, or of the bundle: from it, data that comes with the app is found in both. */
export const appRoot = new URL('../../', import.meta.url);
