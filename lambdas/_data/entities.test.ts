import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CannedResponseId } from '../../contract/canned-responses.ts';
import { ConversationId, KnowledgeId, MessageId, RoleId } from '../../contract/ids.ts';
import { LabelId } from '../../contract/labels.ts';
import { PlaygroundCaseId } from '../../contract/playground.ts';
import { aChannel, aCustomer, aHookId, anEmployee, aTenant, noon } from '../../test/engine/factory.ts';
import { entities, entityOf } from './entities.ts';
import * as keys from './keys.ts';

const t = aTenant();
const id = String(anEmployee());
const conversation = ConversationId.parse(id);
const message = MessageId.parse('1763629200000-abcdefgh');

/** One key of every builder of keys.ts, and the entity it is of. */
const made: Readonly<Record<string, readonly [keys.Key, string]>> = {
  hookKey: [keys.hookKey(aHookId()), 'routing of webhooks'],
  numberKey: [keys.numberKey('106540352242922'), 'owner of a number'],
  membershipKey: [keys.membershipKey('sub', t), 'membership'],
  platformAdminKey: [keys.platformAdminKey('sub'), 'platform administrator'],
  browserKey: [keys.browserKey('sub', 'id'), 'browser'],
  sessionKey: [keys.sessionKey('id'), 'session'],
  ticketKey: [keys.ticketKey('ticket'), 'ticket'],
  signUpKey: [keys.signUpKey('sara@example.com'), 'sign-up'],
  registrationKey: [keys.registrationKey(t), 'registration'],
  goneKey: [keys.goneKey(t), 'gone'],
  slugKey: [keys.slugKey('ocean'), 'slug'],
  foundedKey: [keys.foundedKey('sub'), 'founded'],
  platformCursorKeyKey: [keys.platformCursorKeyKey, 'cursor key of the platform'],
  platformAuditKey: [keys.platformAuditKey(noon, id), 'pointer to an audit entry'],
  usageKey: [keys.usageKey(t), 'usage'],
  monthlyUsageKey: [keys.monthlyUsageKey(t, '2026-11'), 'usage of a month'],
  auditKey: [keys.auditKey(t, noon, id), 'audit entry'],
  usageNoticeKey: [keys.usageNoticeKey(t, '2026-11', 50, 'soft'), 'usage notice'],
  cursorKeyKey: [keys.cursorKeyKey(t), 'cursor key'],
  businessKey: [keys.businessKey(t), 'business'],
  channelKey: [keys.channelKey(t, aChannel()), 'channel'],
  channelHealthKey: [keys.channelHealthKey(t, aChannel()), 'channel health'],
  appHookKey: [keys.appHookKey(t, aHookId()), 'app'],
  employeeKey: [keys.employeeKey(t, anEmployee()), 'employee'],
  avatarKey: [keys.avatarKey(t, anEmployee()), 'avatar'],
  seenKey: [keys.seenKey(t, anEmployee()), 'seen'],
  addressKey: [keys.addressKey(t, 'sara@example.com'), 'address'],
  seatsKey: [keys.seatsKey(t), 'seats'],
  roleKey: [keys.roleKey(t, RoleId.parse(id)), 'role'],
  turnsKey: [keys.turnsKey(t), 'turns'],
  turnKey: [keys.turnKey(t, conversation, 7, 2), 'turn of the assistant'],
  summaryKey: [keys.summaryKey(t, conversation), 'summary of a conversation'],
  assignmentKey: [keys.assignmentKey(t), 'automatic assignment'],
  roleCountKey: [keys.roleCountKey(t), 'role count'],
  invitationKey: [keys.invitationKey(t, id), 'invitation'],
  invitationLinkKey: [keys.invitationLinkKey('hash'), 'link of an invitation'],
  serviceKey: [keys.serviceKey(t, id), 'service'],
  bookingKey: [keys.bookingKey(t, id), 'booking'],
  exportKey: [keys.exportKey(t, id), 'export'],
  latestExportKey: [keys.latestExportKey(t), 'latest export'],
  identityKey: [keys.identityKey(t, aChannel(), 'wa:12025550143'), 'identity'],
  customerKey: [keys.customerKey(t, aCustomer()), 'customer'],
  mergeKey: [keys.mergeKey(t, aCustomer()), 'merge'],
  customerFieldsKey: [keys.customerFieldsKey(t), 'fields of customers'],
  erasureKey: [keys.erasureKey(t, id), 'erasure'],
  erasedKey: [keys.erasedKey(t, 'hash'), 'erased'],
  conversationKey: [keys.conversationKey(t, conversation), 'conversation'],
  messageKey: [keys.messageKey(t, conversation, message), 'message'],
  fileRowKey: [keys.fileRowKey(t, conversation, message), 'received file'],
  fileUsageKey: [keys.fileUsageKey(t, noon), 'usage of files'],
  retentionKey: [keys.retentionKey(t), 'retention'],
  libraryFileKey: [keys.libraryFileKey(t, 'a'.repeat(64)), 'file of the business'],
  fileShowingKey: [keys.fileShowingKey(t, 'a'.repeat(64), conversation, message), 'showing of a file'],
  providerFileKey: [keys.providerFileKey(t, 'a'.repeat(64), aChannel()), 'file at the provider'],
  uploadKey: [keys.uploadKey(t, id), 'upload'],
  fetchKey: [keys.fetchKey(t, aChannel(), noon, 'a1b2c3d4'), 'fetch'],
  annotationKey: [keys.annotationKey(t, conversation, 'wamid.a', 'wamid.b'), 'annotation'],
  unmatchedStatusKey: [keys.unmatchedStatusKey(t, 'wamid.a'), 'unmatched status'],
  arrivalKey: [keys.arrivalKey(t, aChannel(), 'SM1'), 'first arrival'],
  cannedKey: [keys.cannedKey(t, CannedResponseId.parse(id)), 'canned response'],
  shortcutKey: [keys.shortcutKey(t, '/hello'), 'shortcut'],
  spokenKey: [keys.spokenKey(t, conversation, message), 'what is said in a voice note'],
  transcriptionKey: [keys.transcriptionKey(t), 'transcription'],
  voiceJobKey: [keys.voiceJobKey('frontdesk-dev-x'), 'job of transcription'],
  ledgerKey: [keys.ledgerKey(t, noon, conversation, 'transcription#1'), 'ledger'],
  costDayKey: [keys.costDayKey(t, '2026-11-20'), 'costs of a day'],
  costConversationKey: [keys.costConversationKey(t, '2026-11', conversation), 'costs of a conversation'],
  breakerKey: [keys.breakerKey(t, 'openai'), 'breaker'],
  budgetKey: [keys.budgetKey(t, '2026-11'), 'budget'],
  knowledgeKey: [keys.knowledgeKey(t, KnowledgeId.parse(id)), 'page, file or text'],
  knowledgeCountKey: [keys.knowledgeCountKey(t), 'count of what is read'],
  knowledgeTextKey: [keys.knowledgeTextKey(t, KnowledgeId.parse(id)), 'text to read'],
  knowledgeTermsKey: [keys.knowledgeTermsKey(t, KnowledgeId.parse(id), id, 0), 'words of a revision'],
  passageKey: [keys.passageKey(t, KnowledgeId.parse(id), id, 3), 'passage'],
  postingKey: [keys.postingKey(t, 'قراء', 512, KnowledgeId.parse(id), id), 'posting'],
  promptDraftKey: [keys.promptDraftKey(t), 'draft of prompts'],
  publishedPromptsKey: [keys.publishedPromptsKey(t), 'published prompts'],
  promptOutcomesKey: [keys.promptOutcomesKey(t, 4), 'outcomes of prompts'],
  playgroundCaseKey: [keys.playgroundCaseKey(t, PlaygroundCaseId.parse(id)), 'case of the playground'],
  playgroundCountKey: [keys.playgroundCountKey(t), 'count of cases'],
  promptVersionKey: [keys.promptVersionKey(t, 4), 'version of prompts'],
  assistantSettingsKey: [keys.assistantSettingsKey(t), 'assistant'],
  pinsKey: [keys.pinsKey(t, conversation), 'pinned notes'],
  textKey: [keys.textKey(t, conversation, message), 'words of a message'],
  textMonthsKey: [keys.textMonthsKey(t), 'months with words'],
  findKey: [keys.findKey(t, 'N#sara', aCustomer()), 'mark of a customer'],
  labelKey: [keys.labelKey(t, LabelId.parse(id)), 'label'],
  labelNameKey: [keys.labelNameKey(t, 'VIP'), 'name of a label'],
  labelCountKey: [keys.labelCountKey(t), 'label count'],
  connectionKey: [keys.connectionKey(t, 'c='), 'connection'],
};

const advice =
  'A new kind of item: say in lambdas/_data/entities.ts how it is found when its business, or its customer, goes, and add its key to lambdas/_data/entities.test.ts';

describe('the list of entities', () => {
  it('knows every key that can be made', () => {
    const builders = Object.keys(keys).filter((name) => /Key$/.test(name) && !name.startsWith('parse'));
    expect(
      builders.filter((name) => !(name in made)),
      advice,
    ).toEqual([]);
    const named = Object.entries(made).map(([builder, [key]]) => [builder, entityOf(key)?.name]);
    expect(named, advice).toEqual(Object.entries(made).map(([builder, [, name]]) => [builder, name]));
  });

  it('has nothing that no key is made for', () => {
    const names = new Set(Object.values(made).map(([, name]) => name));
    // Its key is made of a list and a place, in platform-index.ts.
    const place = 'place in a list';
    expect(entityOf({ pk: keys.platformIndexPartition('all'), sk: 'ocean' })?.name).toBe(place);
    expect(entities.map(({ name }) => name).filter((name) => !names.has(name) && name !== place)).toEqual([]);
    expect(new Set(entities.map(({ name }) => name)).size).toBe(entities.length);
  });

  it('is what docs/data-model.md says, row by row', () => {
    const text = readFileSync(join(import.meta.dirname, '../../docs/data-model.md'), 'utf8');
    const described = [...text.matchAll(/^\|\s*`([^`]+)`\s*\|\s*`([^`]+)`\s*\|/gm)].map(([, pk, sk]) => `${pk} ${sk}`);
    expect(described.toSorted(), advice).toEqual(entities.map(({ pk, sk }) => `${pk} ${sk}`).toSorted());
  });

  it('takes a key it does not know for nothing it knows', () => {
    expect(entityOf({ pk: `T#${t}#`, sk: 'NOTE#1' })).toBeUndefined();
    expect(entityOf({ pk: `T#${t}#NOTES`, sk: 'N#1' })).toBeUndefined();
    expect(entityOf({ pk: `T#${t}#CONV#${id}`, sk: 'N#1' })).toBeUndefined();
    expect(entityOf({ pk: 'NEW#1', sk: 'NEW' })).toBeUndefined();
  });

  it('finds what is a business’s in partitions and index partitions of that business', () => {
    for (const { found } of entities) {
      const partitions =
        found.in === 'partition' || found.in === 'index'
          ? [found.partition(t)]
          : found.in === 'month'
            ? [found.partition(t, '2026-11')]
            : [];
      for (const partition of partitions) expect(partition.startsWith(`T#${t}#`)).toBe(true);
    }
  });
});
