/** One path segment of the REST API. */
export interface RouteNode<Method> {
  /** `/v1/conversations/{id}`. */
  readonly path: string;
  readonly fixed: Map<string, RouteNode<Method>>;
  variable: { readonly name: string; readonly node: RouteNode<Method> } | undefined;
  /** `{name+}`: the whole rest of the path. */
  rest: { readonly name: string; readonly node: RouteNode<Method> } | undefined;
  readonly methods: Map<string, Method>;
}

export const routeNode = <Method>(path: string): RouteNode<Method> => ({
  path,
  fixed: new Map(),
  variable: undefined,
  rest: undefined,
  methods: new Map(),
});

/** The node of a resource below its parent; `part` is `v1`, `{id}` or `{proxy+}`. */
export function addResource<Method>(parent: RouteNode<Method>, part: string): RouteNode<Method> {
  const node = routeNode<Method>(`${parent.path === '/' ? '' : parent.path}/${part}`);
  const [, name = '', plus] = /^\{(.+?)(\+?)\}$/.exec(part) ?? [];
  if (name === '') parent.fixed.set(part, node);
  else if (plus === '+') parent.rest = { name, node };
  else parent.variable = { name, node };
  return node;
}

export interface Match<Method> {
  readonly method: Method;
  readonly resource: string;
  /** Decoded. */
  readonly parameters: Readonly<Record<string, string>> | null;
}

/** The method for a request: a fixed segment is preferred to a variable one, that to a greedy one; a method to ANY. */
export function matchRoute<Method>(root: RouteNode<Method>, httpMethod: string, path: string): Match<Method> | undefined {
  const segments = path.split('/').slice(1);
  if (segments.length === 1 && segments[0] === '') segments.pop();
  const parameters: Record<string, string> = {};
  let node = root;
  for (const [index, segment] of segments.entries()) {
    const fixed = node.fixed.get(segment);
    if (fixed) node = fixed;
    else if (node.variable && segment !== '') {
      parameters[node.variable.name] = decoded(segment);
      node = node.variable.node;
    } else if (node.rest && segment !== '') {
      parameters[node.rest.name] = decoded(segments.slice(index).join('/'));
      node = node.rest.node;
      break;
    } else return undefined;
  }
  const method = node.methods.get(httpMethod) ?? node.methods.get('ANY');
  if (method === undefined) return undefined;
  return { method, resource: node.path, parameters: Object.keys(parameters).length === 0 ? null : parameters };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
