import { RoleId, type TenantId } from '../../contract/ids.ts';
import { type Permission, SystemRole, systemRoles } from '../../contract/permissions.ts';
import type { Role as Answered, roles } from '../../contract/roles.ts';
import { auditPut, byEmployee } from '../_data/audit.ts';
import { changedSince } from '../_data/employee.ts';
import { type CustomRole, countRoles, getRole, listRoles, roleAdded, roleChange, roleRemoved } from '../_data/role.ts';
import { basedOn, decideAndWrite } from '../_data/transact.ts';
import { type SettleDependencies, settleRole } from '../_people/copies.ts';
import { expireOverdue } from '../_people/places.ts';
import { actingPerson, readsOf, refuseGiving } from '../_people/rights.ts';
import type { RouteHandler } from '../_shared/http.ts';
import { notFound } from '../_shared/http-request.ts';
import { changed, hashOf } from '../_shared/http-versions.ts';
import { isProblem, problem } from '../_shared/problem.ts';

type Routes = { readonly [Name in keyof typeof roles.routes]: RouteHandler<(typeof roles.routes)[Name]> };

const customRoles = 50;
const colours: Readonly<Record<SystemRole, string>> = {
  admin: '#b42318',
  manager: '#6941c6',
  agent: '#1d7a5f',
  viewer: '#475467',
};
/** Written with a capital as names are; the app has words of its own for them in each language. */
const names: Readonly<Record<SystemRole, string>> = { admin: 'Admin', manager: 'Manager', agent: 'Agent', viewer: 'Viewer' };

const system: readonly Answered[] = SystemRole.options.map((id) => ({
  id,
  name: names[id],
  colour: colours[id],
  permissions: [...systemRoles[id]],
  system: true,
  version: 1,
}));

const toAnswer = ({ id, name, colour, permissions, version }: CustomRole): Answered => ({
  id,
  name,
  colour,
  permissions,
  system: false,
  version,
});

const once = (list: readonly Permission[]): Permission[] => [...new Set(list)];

export function roleRoutes(settling: (tenant: TenantId) => SettleDependencies): Routes {
  return {
    list: async ({ tenant }) => ({ items: [...system, ...(await listRoles(settling(tenant).store)).map(toAnswer)] }),

    create: async ({ tenant, employee, newId, body, now, sourceIp, requestId }) => {
      const { store } = settling(tenant);
      const id = RoleId.parse(newId);
      const madeFrom = hashOf(body);
      const made = await decideAndWrite<CustomRole>(store, async () => {
        const known = await getRole(store, id);
        if (known) {
          if (known.madeFrom === madeFrom) return { writes: [], result: known };
          return problem('idempotency-key-reused', 'Send a new Idempotency-Key for another role.');
        }
        const actor = await actingPerson(store, employee.id, 'roles.manage');
        if (isProblem(actor)) return actor;
        const permissions = once(body.permissions);
        const refused = refuseGiving(actor, permissions);
        if (refused) return refused;
        if ((await countRoles(store)) >= customRoles) {
          return problem('limit-reached', `A business has ${customRoles} roles of its own at most. Delete one that nobody has.`);
        }
        const role: CustomRole = { ...body, permissions, id, holders: 0, madeFrom, version: 1, spread: 1 };
        const { name, colour } = role;
        const entry = {
          action: 'role.created' as const,
          by: byEmployee(employee),
          thing: { type: 'role', id, name },
          after: { name, colour, permissions },
          from: sourceIp,
          requestId,
        };
        const writes = [...roleAdded(store, role, customRoles), auditPut(store, entry, now)];
        return { writes: basedOn(store, readsOf(tenant, actor), writes), result: role };
      });
      return isProblem(made) ? made : toAnswer(made);
    },

    update: async ({ tenant, employee, params: { id }, body, ifMatch, now, sourceIp, requestId }) => {
      const settle = settling(tenant);
      const { store } = settle;
      const done = await decideAndWrite<CustomRole>(store, async () => {
        const actor = await actingPerson(store, employee.id, 'roles.manage');
        if (isProblem(actor)) return actor;
        const was = await getRole(store, id);
        if (was === undefined) return notFound();
        if (was.version !== ifMatch) return changed(changedSince(was.changedIn, ifMatch));
        const wanted = { ...body, ...(body.permissions && { permissions: once(body.permissions) }) };
        const values = Object.fromEntries(
          Object.entries(wanted).filter(([name, value]) => JSON.stringify(Reflect.get(was, name)) !== JSON.stringify(value)),
        );
        if (Object.keys(values).length === 0) return { writes: [], result: was };
        // Neither is anything given that the author does not have, nor anybody changed who may do more.
        const refused = wanted.permissions && refuseGiving(actor, new Set([...was.permissions, ...wanted.permissions]));
        if (refused) return refused;
        const { write, role } = roleChange(store, was, values);
        const { name, colour, permissions } = was;
        const entry = {
          action: 'role.updated' as const,
          by: byEmployee(employee),
          thing: { type: 'role', id, name: role.name },
          before: { name, colour, permissions },
          after: { name: role.name, colour: role.colour, permissions: role.permissions },
          from: sourceIp,
          requestId,
        };
        const writes = [write, auditPut(store, entry, now)];
        return { writes: basedOn(store, readsOf(tenant, actor), writes), result: role };
      });
      if (isProblem(done)) return done;
      await settleRole(settle, id);
      return toAnswer(done);
    },

    remove: async ({ tenant, employee, params: { id }, now, sourceIp, requestId }) => {
      const { store } = settling(tenant);
      const done = await decideAndWrite<undefined>(store, async () => {
        const actor = await actingPerson(store, employee.id, 'roles.manage');
        if (isProblem(actor)) return actor;
        const held = await getRole(store, id);
        if (held === undefined) return notFound();
        // Invitations that have run out hold it no longer.
        if (held.holders > 0) await expireOverdue(store, now);
        const was = held.holders > 0 ? await getRole(store, id) : held;
        if (was === undefined) return notFound();
        if (was.holders > 0) {
          const who = was.holders === 1 ? 'One person or invitation has' : `${was.holders} people and invitations have`;
          return problem('in-use', `${who} this role, former colleagues included. Give them another one first.`);
        }
        const { name, colour, permissions } = was;
        const entry = {
          action: 'role.removed' as const,
          by: byEmployee(employee),
          thing: { type: 'role', id, name },
          before: { name, colour, permissions },
          from: sourceIp,
          requestId,
        };
        const writes = [...roleRemoved(store, was), auditPut(store, entry, now)];
        return { writes: basedOn(store, readsOf(tenant, actor), writes), result: undefined };
      });
      return isProblem(done) ? done : undefined;
    },
  };
}
