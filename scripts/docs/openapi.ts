import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { api } from '../../contract/api.ts';
import { TenantId } from '../../contract/ids.ts';
import { Problem, problems } from '../../contract/problem.ts';
import type { Access, Route } from '../../contract/route.ts';

/** Longer than any pattern of ours; zod writes 300 characters for a date, which `format` says as well. */
const longestPattern = 80;

/** The REST API as an OpenAPI 3.1 document, from the routes of the contract. */
export function openApiDocument(): unknown {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { feature, routes } of api) {
    for (const [name, route] of Object.entries<Route>(routes)) {
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(feature, name, route) };
    }
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Frontdesk',
        version: '1',
        description:
          'The REST API of Frontdesk. Every error is `application/problem+json` (RFC 9457): `code` is stable, `detail` says what to do. ' +
          'What changes is announced over the WebSocket: see realtime.md.\n\n' +
          problemTable(),
      },
      servers: [{ url: '/', description: 'The address of the web app' }],
      paths: paths satisfies ZodOpenApiPathsObject,
      components: {
        securitySchemes: {
          signedIn: { type: 'http', scheme: 'bearer', description: '`accessToken` of POST /v1/session/login or refresh' },
        },
      },
    },
    {
      override: ({ jsonSchema }) => {
        if ((jsonSchema.pattern?.length ?? 0) > longestPattern) delete jsonSchema.pattern;
      },
    },
  );
}

function problemTable(): string {
  const rows = Object.entries(problems).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`);
  return ['| code | status | meaning |', '|---|---|---|', ...rows].join('\n');
}

const Business = z.object({
  'X-Business-Id': TenantId.meta({ description: 'The business you act for: an id of `memberships` in GET /v1/me' }),
});

function operation(feature: string, name: string, route: Route): ZodOpenApiOperationObject {
  const forBusiness = route.access !== 'public' && route.access !== 'signed-in';
  return {
    operationId: `${feature}.${name}`,
    tags: [feature],
    summary: route.summary,
    description: whoMay(route.access),
    security: route.access === 'public' ? [] : [{ signedIn: [] }],
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(route.query && { query: route.query }),
      ...(forBusiness && { header: Business }),
    },
    ...(route.body && { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: {
      [String(statusOf(route))]: {
        description: 'Done',
        ...(route.response && { content: { 'application/json': { schema: route.response } } }),
      },
      default: {
        description: 'Not done: `code` says why',
        content: { 'application/problem+json': { schema: Problem } },
      },
    },
  };
}

const statusOf = ({ status, response }: Route): number => status ?? (response === undefined ? 204 : 200);

function whoMay(access: Access): string {
  switch (access) {
    case 'public':
      return 'Anyone may call it.';
    case 'signed-in':
      return 'For everybody who is signed in.';
    case 'member':
      return 'For everybody who works for the business.';
    default:
      return `Takes the permission \`${access}\`.`;
  }
}
