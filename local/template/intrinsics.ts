/** Where names of a template are looked up. Each answer is already resolved. */
export interface Scope {
  /** A parameter, a pseudo parameter or a resource's `Ref`; undefined when there is no such name. */
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, key: string, second: string): unknown;
  exported(name: string): unknown;
}

/** `Ref: AWS::NoValue`: the property is as if it were not there. */
const nothing: unique symbol = Symbol('AWS::NoValue');

/** A template value with its intrinsic functions replaced by what they answer. */
export function resolve(value: unknown, scope: Scope): unknown {
  const resolved = inner(value, scope);
  return resolved === nothing ? undefined : resolved;
}

function inner(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') {
    if (value.includes('{{resolve:')) throw new Error(`Dynamic references are not supported on the local stage: ${value}`);
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => inner(item, scope)).filter((item) => item !== nothing);
  if (!isObject(value)) return value;
  const call = intrinsicOf(value);
  if (call !== undefined) return evaluate(call.name, call.argument, scope);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, inner(item, scope)] as const)
      .filter(([, item]) => item !== nothing),
  );
}

function evaluate(name: string, argument: unknown, scope: Scope): unknown {
  const list = (): unknown[] => {
    const items = inner(argument, scope);
    if (!Array.isArray(items)) throw new Error(`${name} expects a list`);
    return items;
  };
  switch (name) {
    case 'Ref':
      return reference(text(argument, name), scope);
    case 'Fn::GetAtt': {
      const [id, attribute] = attributePath(argument);
      return scope.attribute(id, attribute);
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::Join': {
      const [delimiter, items] = list();
      if (!Array.isArray(items)) throw new Error('Fn::Join expects a list to join');
      return items.map((item) => text(item, name)).join(text(delimiter, name));
    }
    case 'Fn::Select': {
      const [index, items] = list();
      const chosen: unknown = Array.isArray(items) ? items[Number(index)] : undefined;
      if (chosen === undefined) throw new Error(`Fn::Select: there is no item ${String(index)}`);
      return chosen;
    }
    case 'Fn::Split': {
      const [delimiter, whole] = list();
      return text(whole, name).split(text(delimiter, name));
    }
    case 'Fn::If': {
      if (!Array.isArray(argument)) throw new Error('Fn::If expects a list');
      const [condition, yes, no]: unknown[] = argument;
      return inner(scope.condition(text(condition, name)) ? yes : no, scope);
    }
    case 'Fn::ImportValue':
      return scope.exported(text(inner(argument, scope), name));
    case 'Fn::FindInMap': {
      const [map, key, second] = list();
      return scope.mapping(text(map, name), text(key, name), text(second, name));
    }
    case 'Fn::Base64':
      return Buffer.from(text(inner(argument, scope), name)).toString('base64');
    case 'Fn::Equals': {
      const [left, right] = list();
      return JSON.stringify(left) === JSON.stringify(right);
    }
    case 'Fn::And':
      return list().every((item) => item === true);
    case 'Fn::Or':
      return list().some((item) => item === true);
    case 'Fn::Not':
      return list()[0] !== true;
    case 'Condition':
      return scope.condition(text(argument, name));
    default:
      throw new Error(`The local stage does not know the intrinsic function ${name}`);
  }
}

function reference(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return nothing;
  const found = scope.ref(name);
  if (found === undefined) throw new Error(`Ref: there is no ${name}`);
  return found;
}

const placeholder = /\$\{(!?)([^}]+)\}/g;

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables]: unknown[] = Array.isArray(argument) ? argument : [argument, {}];
  const own = inner(variables ?? {}, scope);
  return text(template, 'Fn::Sub').replace(placeholder, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (isObject(own) && name in own) return text(own[name], 'Fn::Sub');
    const dot = name.indexOf('.');
    return text(dot < 0 ? reference(name, scope) : scope.attribute(name.slice(0, dot), name.slice(dot + 1)), 'Fn::Sub');
  });
}

/** Logical ids (and parameters) that a template value mentions. */
export function references(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const item of value) references(item, found);
    return found;
  }
  if (!isObject(value)) return found;
  const call = intrinsicOf(value);
  if (call?.name === 'Ref' && typeof call.argument === 'string') found.add(call.argument);
  else if (call?.name === 'Fn::GetAtt') found.add(attributePath(call.argument)[0]);
  else {
    if (call?.name === 'Fn::Sub') {
      const template: unknown = Array.isArray(call.argument) ? call.argument[0] : call.argument;
      for (const [, literal, name] of String(template).matchAll(placeholder)) {
        if (!literal) found.add((name ?? '').split('.')[0] ?? '');
      }
    }
    for (const item of Object.values(value)) references(item, found);
  }
  return found;
}

function intrinsicOf(value: Readonly<Record<string, unknown>>): { name: string; argument: unknown } | undefined {
  const [name, ...more] = Object.keys(value);
  if (name === undefined || more.length > 0) return undefined;
  const isCall = name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof value[name] === 'string');
  return isCall ? { name, argument: value[name] } : undefined;
}

function attributePath(argument: unknown): [id: string, attribute: string] {
  const path = Array.isArray(argument)
    ? argument.map((part) => text(part, 'Fn::GetAtt'))
    : text(argument, 'Fn::GetAtt').split('.');
  return [path[0] ?? '', path.slice(1).join('.')];
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${where} expects text, not ${JSON.stringify(value) ?? String(value)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
