// CloudFront function. The API's origin check compares a request's Origin with the host the browser asked for,
// which CloudFront replaces by the API's own on the way.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by its name
function handler(event) {
  const request = event.request;
  request.headers['x-forwarded-host'] = { value: request.headers.host.value };
  return request;
}
