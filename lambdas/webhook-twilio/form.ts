/** A form as it was posted: names and values in their order, decoded. */
export type Form = readonly (readonly [name: string, value: string])[];

/** `application/x-www-form-urlencoded`, UTF-8. What is no UTF-8 becomes U+FFFD, and then does not fit its signature. */
export const formOf = (bytes: Buffer): Form => [...new URLSearchParams(bytes.toString('utf8'))];

/** By name. Undefined: a name is there twice, and which of the two counts nobody could say. */
export function fieldsOf(form: Form): Readonly<Record<string, string>> | undefined {
  const fields = Object.fromEntries(form);
  return Object.keys(fields).length === form.length ? fields : undefined;
}
