/**
 * Who may call which route, written down by hand from what the product promises (roles and permissions, isolation, read-only
 * visits of the platform) and not from what the contract declares: the test compares the running system with this table, cell
 * by cell. A new route gets its line here before it is let in.
 *
 * works in:
 * - `business`: for members of the business named in X-Business-Id, as the columns say. Whoever has no place in it, or only one
 *   in another business, is refused in the same way whether it exists or not; in a suspended business everybody is refused,
 *   and in one that is to be deleted too, except by what is listed in `worksToTheEnd`.
 * - `account`: for everybody who is signed in, whatever business is named.
 * - `platform`: for administrators of the platform, whatever business is named.
 * - `nowhere`: before signing in; for everybody.
 *
 * columns: a member with that system role; `bare` has a role of the business's own with no permission; `visitor` is an
 * administrator of the platform on a visit, who sees and never changes (`look`: refused as read-only).
 */
const table = `
works in | admin | manager | agent | viewer | bare | visitor | route

nowhere  |       |         |       |        |      |         | POST /v1/session/login
nowhere  |       |         |       |        |      |         | POST /v1/session/challenge
nowhere  |       |         |       |        |      |         | POST /v1/session/second-factor
nowhere  |       |         |       |        |      |         | POST /v1/session/refresh
nowhere  |       |         |       |        |      |         | POST /v1/session/logout
nowhere  |       |         |       |        |      |         | POST /v1/session/forgot
nowhere  |       |         |       |        |      |         | POST /v1/session/reset
nowhere  |       |         |       |        |      |         | POST /v1/sign-up
nowhere  |       |         |       |        |      |         | POST /v1/sign-up/confirm
nowhere  |       |         |       |        |      |         | POST /v1/joining/look-up
nowhere  |       |         |       |        |      |         | POST /v1/joining/accept

account  |       |         |       |        |      |         | GET /v1/me
account  |       |         |       |        |      |         | POST /v1/joining/join
account  |       |         |       |        |      |         | POST /v1/businesses
account  |       |         |       |        |      |         | GET /v1/account/sessions
account  |       |         |       |        |      |         | DELETE /v1/account/sessions/{id}
account  |       |         |       |        |      |         | DELETE /v1/account/sessions
account  |       |         |       |        |      |         | GET /v1/account/second-factor
account  |       |         |       |        |      |         | POST /v1/account/second-factor
account  |       |         |       |        |      |         | POST /v1/account/second-factor/confirm
account  |       |         |       |        |      |         | POST /v1/account/second-factor/remove
account  |       |         |       |        |      |         | POST /v1/account/password

platform |       |         |       |        |      |         | GET /v1/platform/businesses
platform |       |         |       |        |      |         | POST /v1/platform/businesses
platform |       |         |       |        |      |         | GET /v1/platform/businesses/{id}
platform |       |         |       |        |      |         | POST /v1/platform/businesses/{id}/suspend
platform |       |         |       |        |      |         | POST /v1/platform/businesses/{id}/reactivate
platform |       |         |       |        |      |         | DELETE /v1/platform/businesses/{id}/deletion
platform |       |         |       |        |      |         | PUT /v1/platform/businesses/{id}/plan
platform |       |         |       |        |      |         | POST /v1/platform/businesses/{id}/impersonation
platform |       |         |       |        |      |         | DELETE /v1/platform/businesses/{id}/impersonation
platform |       |         |       |        |      |         | GET /v1/platform/audit

business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/conversations
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/unread-conversations
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/conversations/{id}
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/conversations/{id}/messages
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/messages
business | yes   | yes     | yes   | yes    | no   | look    | POST /v1/conversations/{id}/read
business | yes   | yes     | yes   | yes    | no   | yes     | POST /v1/conversations/{id}/media-links
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/messages/{messageId}/media/retry
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/media/uploads
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/media/uploads/{uploadId}/complete
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/media
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/media/usage
business | yes   | yes     | yes   | yes    | no   | yes     | POST /v1/media/links
business | yes   | yes     | no    | no     | no   | look    | DELETE /v1/media/{fileId}
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/media/retention
business | yes   | no      | no    | no     | no   | look    | PUT /v1/media/retention
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/take-over
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/hand-back
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/assign
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/snooze
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/resolve
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/reopen
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/labels
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/notes
business | yes   | yes     | yes   | no     | no   | look    | PATCH /v1/conversations/{id}/notes/{messageId}
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/conversations/{id}/notes
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/suggestions/{messageId}/drop
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/automatic-assignment
business | yes   | no      | no    | no     | no   | look    | PATCH /v1/automatic-assignment
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/labels
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/labels
business | yes   | yes     | yes   | no     | no   | look    | PATCH /v1/labels/{id}
business | yes   | yes     | yes   | no     | no   | look    | DELETE /v1/labels/{id}
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/colleagues
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/unmatched-statuses/{providerId}
business | yes   | yes     | yes   | yes    | no   | yes     | POST /v1/realtime/ticket
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/customers/{id}
business | yes   | yes     | yes   | no     | no   | look    | PATCH /v1/customers/{id}
business | yes   | yes     | no    | no     | no   | no      | GET /v1/customers/{id}/export
business | yes   | yes     | yes   | no     | no   | no      | POST /v1/customers/{id}/merge/preview
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/customers/{id}/merge
business | yes   | yes     | yes   | no     | no   | look    | DELETE /v1/customers/{id}/merges/{other}
business | yes   | no      | no    | no     | no   | look    | POST /v1/customers/{id}/erasure
business | yes   | no      | no    | no     | no   | no      | GET /v1/customer-erasures
business | yes   | no      | no    | no     | no   | no      | GET /v1/customer-erasures/{id}
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/customer-fields
business | yes   | no      | no    | no     | no   | look    | PUT /v1/customer-fields
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/search/customers
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/search/messages
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/conversations/{id}/messages/{messageId}/transcript
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/conversations/{id}/messages/{messageId}/transcript
business | yes   | yes     | yes   | no     | no   | look    | PUT /v1/conversations/{id}/messages/{messageId}/transcript/correction
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/transcription
business | yes   | no      | no    | no     | no   | look    | PUT /v1/transcription
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/assistant
business | yes   | no      | no    | no     | no   | look    | PUT /v1/assistant
business | yes   | no      | no    | no     | no   | look    | POST /v1/assistant/check
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/costs
business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/conversations/{id}/costs

business | yes   | yes     | yes   | yes    | no   | yes     | GET /v1/canned-responses
business | yes   | yes     | no    | no     | no   | look    | POST /v1/canned-responses
business | yes   | yes     | no    | no     | no   | look    | PATCH /v1/canned-responses/{id}
business | yes   | yes     | no    | no     | no   | look    | DELETE /v1/canned-responses/{id}
business | yes   | yes     | yes   | no     | no   | look    | POST /v1/canned-responses/{id}/uses
business | yes   | yes     | no    | no     | no   | look    | POST /v1/canned-responses/import

business | yes   | yes     | no    | no     | no   | yes     | GET /v1/knowledge
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/knowledge/{id}
business | yes   | no      | no    | no     | no   | look    | POST /v1/knowledge/pages
business | yes   | no      | no    | no     | no   | look    | POST /v1/knowledge/texts
business | yes   | no      | no    | no     | no   | look    | POST /v1/knowledge/files
business | yes   | no      | no    | no     | no   | look    | POST /v1/knowledge/{id}/refresh
business | yes   | no      | no    | no     | no   | look    | DELETE /v1/knowledge/{id}
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/knowledge-search
business | yes   | yes     | no    | no     | no   | no      | GET /v1/prompts
business | yes   | yes     | no    | no     | no   | look    | PUT /v1/prompts/draft
business | yes   | yes     | no    | no     | no   | look    | POST /v1/prompts/publish
business | yes   | yes     | no    | no     | no   | no      | GET /v1/prompts/versions
business | yes   | yes     | no    | no     | no   | no      | GET /v1/prompts/versions/{number}
business | yes   | yes     | no    | no     | no   | look    | POST /v1/prompts/versions/{number}/restore
business | yes   | yes     | no    | no     | no   | look    | POST /v1/playground/try
business | yes   | yes     | no    | no     | no   | no      | GET /v1/playground/cases
business | yes   | yes     | no    | no     | no   | look    | POST /v1/playground/cases
business | yes   | yes     | no    | no     | no   | look    | PUT /v1/playground/cases/{id}
business | yes   | yes     | no    | no     | no   | look    | DELETE /v1/playground/cases/{id}

business | yes   | yes     | yes   | yes    | yes  | yes     | GET /v1/business
business | yes   | no      | no    | no     | no   | look    | PATCH /v1/business
business | yes   | yes     | yes   | yes    | yes  | yes     | GET /v1/business/usage
business | yes   | no      | no    | no     | no   | look    | POST /v1/business/deletion
business | yes   | no      | no    | no     | no   | look    | DELETE /v1/business/deletion
business | yes   | no      | no    | no     | no   | no      | GET /v1/business/exports
business | yes   | no      | no    | no     | no   | look    | POST /v1/business/exports
business | yes   | no      | no    | no     | no   | no      | GET /v1/business/exports/{id}

business | yes   | yes     | no    | no     | no   | yes     | GET /v1/channels
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/channels/{id}
business | yes   | no      | no    | no     | no   | look    | POST /v1/channels
business | yes   | no      | no    | no     | no   | look    | PATCH /v1/channels/{id}
business | yes   | yes     | no    | no     | no   | look    | POST /v1/channels/{id}/check
business | yes   | no      | no    | no     | no   | look    | PUT /v1/channels/{id}/access-token
business | yes   | no      | no    | no     | no   | look    | PUT /v1/channels/{id}/app-secret
business | yes   | no      | no    | no     | no   | look    | PUT /v1/channels/{id}/verify-token
business | yes   | no      | no    | no     | no   | look    | DELETE /v1/channels/{id}

business | yes   | yes     | no    | no     | no   | yes     | GET /v1/employees
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/employees/{id}
business | yes   | no      | no    | no     | no   | look    | PATCH /v1/employees/{id}
business | yes   | no      | no    | no     | no   | look    | POST /v1/employees/{id}/deactivate
business | yes   | no      | no    | no     | no   | look    | POST /v1/employees/{id}/reactivate
business | yes   | yes     | yes   | yes    | yes  | yes     | GET /v1/profile
business | yes   | yes     | yes   | yes    | yes  | look    | PATCH /v1/profile
business | yes   | yes     | no    | no     | no   | yes     | GET /v1/invitations
business | yes   | no      | no    | no     | no   | look    | POST /v1/invitations
business | yes   | no      | no    | no     | no   | look    | POST /v1/invitations/{id}/resend
business | yes   | no      | no    | no     | no   | look    | DELETE /v1/invitations/{id}

business | yes   | yes     | no    | no     | no   | yes     | GET /v1/roles
business | yes   | no      | no    | no     | no   | look    | POST /v1/roles
business | yes   | no      | no    | no     | no   | look    | PATCH /v1/roles/{id}
business | yes   | no      | no    | no     | no   | look    | DELETE /v1/roles/{id}

business | yes   | no      | no    | no     | no   | yes     | GET /v1/audit
business | yes   | no      | no    | no     | no   | yes     | GET /v1/audit/csv
`;

export const memberRoles = ['admin', 'manager', 'agent', 'viewer', 'bare'] as const;
export type MemberRole = (typeof memberRoles)[number];

const places = ['business', 'account', 'platform', 'nowhere'] as const;
const words = { yes: 'through', no: 'forbidden', look: 'read-only' } as const;
export type Outcome = (typeof words)[keyof typeof words] | 'signed-out' | 'business-suspended' | 'business-deleting';

export interface ExpectedAccess {
  readonly worksIn: (typeof places)[number];
  /** Of members and visitors; empty where the business does not matter. */
  readonly members: Readonly<Partial<Record<MemberRole | 'visitor', Outcome>>>;
}

const isOneOf = <Word extends string>(all: readonly Word[], word: string): word is Word => all.some((one) => one === word);
const isWord = (word: string): word is keyof typeof words => word in words;

function readLine(line: string): readonly [route: string, expected: ExpectedAccess] {
  const [worksIn = '', ...cells] = line.split('|').map((cell) => cell.trim());
  const route = cells.pop() ?? '';
  if (!isOneOf(places, worksIn)) throw new Error(`"${line}" does not say where the route works`);
  const columns = [...memberRoles, 'visitor'] as const;
  const outcomes = columns.flatMap((column, index) => {
    const word = cells[index] ?? '';
    if (worksIn !== 'business' && word === '') return [];
    if (worksIn !== 'business' || !isWord(word)) throw new Error(`"${line}" says "${word}" of ${column}`);
    return [[column, words[word]] as const];
  });
  return [route, { worksIn, members: Object.fromEntries(outcomes) }];
}

/** By method and path, as `GET /v1/me`. */
export const expectedAccess: ReadonlyMap<string, ExpectedAccess> = new Map(
  table
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('works in'))
    .map(readLine),
);

/** What whoever may do it can still do in a business that is to be deleted: look, take its data along, and keep it after all. */
export const worksToTheEnd: ReadonlySet<string> = new Set([
  'GET /v1/business',
  'GET /v1/business/exports',
  'POST /v1/business/exports',
  'GET /v1/business/exports/{id}',
  'POST /v1/business/deletion',
  'DELETE /v1/business/deletion',
]);
