import { conversationWork } from '../../contract/work.ts';
import { getAssignmentSetting } from '../_data/turns.ts';
import { givingOut } from '../_messaging/giving-out.ts';
import { connections } from '../_shared/connections.ts';
import { env } from '../_shared/env.ts';
import { api } from '../_shared/http.ts';
import { pushTo } from '../_shared/realtime.ts';
import { tenantTable } from '../_shared/tenant.ts';
import { changeAutomatic } from './automatic.ts';
import { type Asking, assign, handBack, type Order, reopen, resolve, snooze, takeOver } from './doing.ts';
import { relabel } from './labelling.ts';
import { addNote, editNote, pinned } from './notes.ts';
import { dropSuggestion } from './suggestions.ts';

const tell = pushTo(connections(env('REALTIME_ENDPOINT')));
const push = givingOut(tell);

const orderOf = ({ tenant, employee: { id, name }, params, now }: Asking): Order => ({
  store: tenantTable(tenant),
  push,
  now,
  id: params.id,
  me: { id, name },
});

export const handler = api(conversationWork, {
  takeOver: (request) => takeOver(orderOf(request), request.body.from),
  handBack: (request) => handBack(orderOf(request), request.body.mode),
  assign: (request) => assign(orderOf(request), request.body),
  snooze: (request) => snooze(orderOf(request), Date.parse(request.body.until)),
  resolve: (request) => resolve(orderOf(request)),
  reopen: (request) => reopen(orderOf(request)),
  label: (request) => relabel(orderOf(request), request.body),
  addNote: (request) => addNote(orderOf(request), request.body),
  changeNote: (request) => editNote(orderOf(request), request.params.messageId, request.body),
  pinned: (request) => pinned(orderOf(request)),
  dropSuggestion: (request) => dropSuggestion(orderOf(request), request.params.messageId),
  automatic: ({ tenant }) => getAssignmentSetting(tenantTable(tenant)),
  changeAutomatic: (request) => changeAutomatic(tenantTable(request.tenant), tell, request),
});
