/** The version of Meta's API that this release was written for. */
export const graphUrl = 'https://graph.facebook.com/v26.0';
