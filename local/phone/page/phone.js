import { attachments } from './attach.js';
import { bubble, dress, make, preview } from './bubble.js';
import { become, me } from './people.js';
import { drawPeople } from './people-dialog.js';

const find = (selector) => document.querySelector(selector);
const log = find('#log');
const text = find('#text');
const emojis =
  '😀 😂 🥰 😍 😊 😉 😎 🤔 😢 😭 😡 🙏 👍 👎 👏 🙌 💪 👋 🤝 ❤️ 💔 🔥 ✨ 🎉 🌙 ☕ 🔮 🃏 🦷 🧿 📅 ⏰ 💳 ✅ ❌ ❓ 🌹 🌿 👨‍👩‍👧‍👦 🇹🇷'.split(
    ' ',
  );
const quick = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

let businesses = [];
/** By the provider's number of the business. */
const threads = new Map();
let open;
let quoting;
let editing;
let stream;
const drawn = new Map();

async function call(path, body) {
  const response = await fetch(`/phone/api/${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return answer;
}

function say(message) {
  const toast = find('#toast');
  toast.textContent = message;
  toast.showPopover();
  setTimeout(() => toast.hidePopover(), 4000);
}

const channels = () => businesses.flatMap((business) => business.channels.map((channel) => ({ ...channel, business })));

async function send(what) {
  const body = { phoneNumberId: open.phoneNumberId, from: me().number, name: me().name, ...what };
  try {
    const { webhookStatus } = await call('send', body);
    if (webhookStatus !== 200) say(`The platform answered ${webhookStatus || 'nothing'}; the provider will repeat it.`);
  } catch (error) {
    say(error.message);
  }
}

// The list of chats

function drawList() {
  const list = find('#chats');
  list.replaceChildren(
    ...channels().map((channel) => {
      const entries = threads.get(channel.phoneNumberId)?.entries ?? [];
      const last = entries.at(-1);
      const unread = entries.filter(({ direction, status }) => direction === 'out' && status !== 'read').length;
      const avatar = make('span.avatar');
      dress(avatar, channel.business.name);
      const when = last ? new Date(last.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : '';
      const row = make(
        'button.chat-row',
        { onclick: () => enter(channel), 'aria-current': String(channel.phoneNumberId === open?.phoneNumberId) },
        avatar,
        make(
          'span.who',
          make('span.top', make('bdi.name', channel.business.name), make('time', when)),
          make('span.bottom', make('span.sub', { dir: 'auto' }, last ? preview(last) : `+${channel.number}`)),
        ),
      );
      if (unread > 0)
        row.querySelector('.bottom').append(make('span.badge', { 'aria-label': `${unread} unread` }, String(unread)));
      return row;
    }),
  );
  dress(find('#me .avatar'), me().name);
  find('#me .name').textContent = me().name;
  find('#me .sub').textContent = `+${me().number}`;
}

/** Chats being asked for; true: it changed meanwhile and is asked for once more. */
const asking = new Map();
async function refresh(number) {
  const customer = me().number;
  if (asking.has(number)) return asking.set(number, true);
  asking.set(number, false);
  try {
    const thread = await call(`thread?channel=${number}&from=${customer}`);
    if (customer === me().number) {
      threads.set(number, thread);
      drawList();
      if (open?.phoneNumberId === number) drawLog();
    }
  } finally {
    const again = asking.get(number) || customer !== me().number;
    asking.delete(number);
    if (again) await refresh(number);
  }
}

function listen() {
  stream?.close();
  stream = new EventSource(`/phone/api/events?from=${me().number}`);
  stream.onmessage = ({ data }) => {
    // After a lost connection the server says open again: something may have been missed.
    const changed = data === 'open' ? channels().map(({ phoneNumberId }) => phoneNumberId) : [data];
    for (const number of changed) refresh(number).catch((error) => say(error.message));
  };
}

// One chat

function enter(channel) {
  open = channel;
  document.body.classList.add('open');
  find('#chat').hidden = false;
  find('#chat .name').textContent = channel.business.name;
  dress(find('#chat .avatar'), channel.business.name);
  drawn.clear();
  log.replaceChildren();
  quote(undefined);
  drawList();
  following = true;
  drawLog();
  const address = new URL(location.href);
  address.searchParams.set('channel', channel.phoneNumberId);
  history.replaceState(undefined, '', address);
  if (matchMedia('(hover: hover)').matches) text.focus();
}

function leave() {
  open = undefined;
  document.body.classList.remove('open');
  find('#chat').hidden = true;
  drawList();
}

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
/** Pictures grow when they have loaded: whoever was at the end stays there. */
let following = true;
log.addEventListener('scroll', () => {
  following = atEnd();
});
log.addEventListener(
  'load',
  () => {
    if (following) log.scrollTop = log.scrollHeight;
  },
  true,
);

let typingTimer;
function drawLog() {
  const { entries, typingFor } = threads.get(open.phoneNumberId) ?? { entries: [], typingFor: 0 };
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const stay = atEnd();
  const nodes = [];
  let before;
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString();
    if (before === undefined || new Date(before.at).toDateString() !== day) {
      if (!drawn.has(day)) {
        const name = new Date(entry.at).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });
        drawn.set(day, { node: make('div.day', name) });
      }
      nodes.push(drawn.get(day).node);
    }
    const first = before?.direction !== entry.direction;
    const quoted = byId.get(entry.replyTo);
    const looks = JSON.stringify([entry, first, quoted?.content, quoted?.deleted]);
    if (drawn.get(entry.id)?.looks !== looks) {
      drawn.set(entry.id, {
        looks,
        node: bubble(entry, { quoted, first, answer: send, menu: (button) => menuOf(entry, button) }),
      });
    }
    nodes.push(drawn.get(entry.id).node);
    before = entry;
  }
  clearTimeout(typingTimer);
  if (typingFor > 0) {
    nodes.push(make('div.line.first', make('div.bubble.typing', { 'aria-label': 'typing' }, make('i'), make('i'), make('i'))));
    const { phoneNumberId } = open;
    typingTimer = setTimeout(() => refresh(phoneNumberId), typingFor + 50);
  }
  find('#chat .sub').textContent = typingFor > 0 ? 'typing…' : `+${open.number}`;
  for (const [index, node] of nodes.entries())
    if (log.childNodes[index] !== node) log.insertBefore(node, log.childNodes[index] ?? null);
  while (log.childNodes.length > nodes.length) log.lastChild.remove();
  if (stay || entries.at(-1)?.direction === 'in') log.scrollTop = log.scrollHeight;
  look();
}

/** What is on the screen has been read. */
function look() {
  if (open === undefined || document.visibilityState !== 'visible') return;
  const unseen = threads
    .get(open.phoneNumberId)
    ?.entries.some(({ direction, status }) => direction === 'out' && status === 'delivered');
  if (unseen) call('open', { phoneNumberId: open.phoneNumberId, from: me().number }).catch((error) => say(error.message));
}

// Writing

function quote(entry, edit = false) {
  quoting = edit ? undefined : entry;
  editing = edit ? entry : undefined;
  find('#quote').hidden = entry === undefined;
  find('#quote .text').textContent = entry === undefined ? '' : `${edit ? '✏️ ' : ''}${preview(entry)}`;
  if (edit) text.value = entry.content.body;
  if (entry !== undefined) text.focus();
}

function submit() {
  const body = text.value.trim();
  if (body === '' || open === undefined) return;
  const what = editing
    ? { edit: { original_message_id: editing.id, text: body } }
    : { text: body, ...(quoting ? { replyTo: quoting.id } : {}) };
  void send(what);
  text.value = '';
  quote(undefined);
}

function menuOf(entry, button) {
  const mine = entry.direction === 'in';
  const pop = find('#actions');
  const act = (label, run) =>
    make(
      'button',
      {
        role: 'menuitem',
        onclick: () => {
          pop.hidePopover();
          run();
        },
      },
      label,
    );
  const react = (emoji) => send({ reaction: { message_id: entry.id, emoji } });
  pop
    .querySelector('.reactions')
    .replaceChildren(...quick.map((emoji) => act(emoji, () => react(entry.reactions.customer === emoji ? '' : emoji))));
  const items = [act('Reply', () => quote(entry))];
  if (entry.reactions.customer) items.push(act('Take the reaction back', () => react('')));
  if (mine && entry.type === 'text') items.push(act('Edit', () => quote(entry, true)));
  if (mine) items.push(act('Delete for everyone', () => send({ revoke: { original_message_id: entry.id } })));
  pop.querySelector('.menu').replaceChildren(...items);
  pop.showPopover();
  const at = button.getBoundingClientRect();
  pop.style.left = `${Math.max(8, Math.min(at.left, innerWidth - pop.offsetWidth - 8))}px`;
  pop.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - pop.offsetHeight - 8))}px`;
}

function switchTo(person) {
  become(person);
  threads.clear();
  drawn.clear();
  log.replaceChildren();
  quote(undefined);
  drawList();
  listen();
}

// Wiring

find('#composer').addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});
text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || matchMedia('(hover: none)').matches) return;
  event.preventDefault();
  submit();
});
find('#quote button').addEventListener('click', () => quote(undefined));
find('#back').addEventListener('click', leave);
document.addEventListener('visibilitychange', look);
find('#me').addEventListener('click', () => {
  drawPeople(switchTo);
  find('#people').showModal();
});
find('#newcomer').addEventListener('submit', (event) => {
  event.preventDefault();
  const { name, number } = Object.fromEntries(new FormData(event.target));
  event.target.reset();
  find('#people').close();
  switchTo({ name: name.trim(), number });
});
find('#newcomer .plain').addEventListener('click', () => find('#people').close());
find('#emoji').append(
  ...emojis.map((emoji) =>
    make(
      'button',
      {
        type: 'button',
        onclick: () => {
          text.setRangeText(emoji, text.selectionStart, text.selectionEnd, 'end');
          text.focus();
        },
      },
      emoji,
    ),
  ),
);
const attach = attachments({
  send,
  channel: () => open.phoneNumberId,
  caption: () => {
    const caption = text.value.trim();
    text.value = '';
    return caption === '' ? {} : { caption };
  },
});
for (const button of document.querySelectorAll('[data-attach]')) {
  button.addEventListener('click', () => {
    find('#attach').hidePopover();
    attach[button.dataset.attach]().catch((error) => say(error.message));
  });
}

/** `/phone?channel=<number or slug>&from=<customer's number>&name=...` opens a chat at once. */
async function start() {
  const wanted = new URLSearchParams(location.search);
  const from = wanted.get('from');
  if (from && /\d{5}/.test(from)) become({ name: wanted.get('name') ?? '', number: from });
  businesses = await call('businesses');
  drawList();
  listen();
  const name = wanted.get('channel');
  const channel = channels().find(({ id, phoneNumberId, business }) => [id, phoneNumberId, business.slug].includes(name));
  const notice = find('#nobody');
  if (channels().length === 0)
    notice.textContent =
      'No business is here yet.\n\nThe stage creates two demo businesses when it starts. If it has just started, reload in a moment; else start it with --fresh.';
  else if (name && channel === undefined) notice.textContent = `No business here has the number “${name}”. Choose one of these.`;
  notice.hidden = notice.textContent === '';
  if (channel) enter(channel);
}
start().catch((error) => say(error.message));
