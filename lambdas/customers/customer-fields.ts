import { type CustomerFields, wrongValue } from '../../contract/customer-fields.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { customerFieldsPut, getCustomerFields } from '../_data/customer-fields.ts';
import { decideAndWrite } from '../_data/transact.ts';
import { changed } from '../_shared/http-versions.ts';
import { type FieldErrors, type ProblemResult, problem } from '../_shared/problem.ts';
import type { TenantTable } from '../_shared/tenant.ts';
import type { AskedMerge } from './merge-customers.ts';

type Fields = CustomerFields['fields'];

/** The kind of a field that is there stays: values of it would not fit any more. */
export async function changeFields(
  store: TenantTable,
  fields: Fields,
  { ifMatch, employee, sourceIp, requestId, now }: AskedMerge,
): Promise<CustomerFields | ProblemResult> {
  return decideAndWrite(store, async () => {
    const was = await getCustomerFields(store);
    // Sent again after its answer was lost.
    if (JSON.stringify(was.fields) === JSON.stringify(fields)) return { writes: [], result: was };
    if (was.version !== ifMatch) return changed(['fields']);
    const errors = definitionErrors(was.fields, fields);
    if (errors.length > 0) return problem('invalid-body', 'Correct the fields named in `errors` and send it again.', errors);
    const entry = {
      action: 'customer-fields.updated' as const,
      by: byEmployee(employee),
      thing: { type: 'customer-fields', id: 'customer-fields', name: 'Fields of customers' },
      before: { fields: was.fields.map(({ id }) => id) },
      after: { fields: fields.map(({ id }) => id) },
      from: sourceIp,
      requestId,
    };
    const writes = [customerFieldsPut(store, was, fields), auditPut(store, entry, now)];
    return { writes, result: { fields, version: was.version + 1 } };
  });
}

function definitionErrors(was: Fields, fields: Fields): FieldErrors {
  return fields.flatMap(({ id, kind, choices }, index) => {
    const before = was.find((one) => one.id === id);
    if (before && before.kind !== kind) {
      return [{ path: `fields.${index}.kind`, message: 'The kind of a field cannot be changed; make a new field' }];
    }
    if ((kind === 'choice') !== (choices !== undefined)) {
      return [{ path: `fields.${index}.choices`, message: 'A choice has choices, and nothing else has' }];
    }
    return [];
  });
}

type Values = Readonly<Record<string, string>>;

/** Values that do not fit their field. Of a field that is not defined (any more), the value that is there may stay or go. */
export function valueErrors({ fields }: CustomerFields, was: Values, values: Values): FieldErrors {
  return Object.entries(values).flatMap(([id, value]) => {
    const path = `fields.${id}`;
    const field = fields.find((one) => one.id === id);
    if (!field) return was[id] === value ? [] : [{ path, message: 'No field of this business' }];
    const wrong = wrongValue(field, value);
    if (wrong === undefined || was[id] === value) return [];
    return [{ path, message: wrong === 'choice' ? 'None of the choices' : `Not a ${wrong}` }];
  });
}
