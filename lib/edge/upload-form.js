// CloudFront function. Browsers ask before they send a form from another origin with a progress bar; S3 is not asked for that.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by its name
function handler(event) {
  const request = event.request;
  if (request.method === 'POST') return request;
  return {
    statusCode: request.method === 'OPTIONS' ? 204 : 405,
    headers: {
      'access-control-allow-origin': { value: '*' },
      'access-control-allow-methods': { value: 'POST' },
      'access-control-allow-headers': { value: 'content-type' },
      'access-control-max-age': { value: '86400' },
    },
  };
}
