import { bubble, dress, make, preview } from './bubble.js';
import { become, everybody, forget, me } from './people.js';

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

async function refresh(number) {
  threads.set(number, await call(`thread?channel=${number}&from=${me().number}`));
  drawList();
  if (open?.phoneNumberId === number) drawLog();
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
      nodes.push(make('div.day', new Date(entry.at).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' })));
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
    typingTimer = setTimeout(() => refresh(open.phoneNumberId), typingFor + 50);
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
    ?.entries.some(({ direction, status }) => direction === 'out' && (status === 'sent' || status === 'delivered'));
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

// Attachments

/** Asks for a few values; undefined when the person changes their mind. */
function ask(title, fields) {
  const dialog = find('#ask');
  const form = dialog.querySelector('form');
  form.replaceChildren(
    make('h2', { id: 'ask-title' }, title),
    ...fields.map(({ label, ...input }) =>
      make('label', label, make('input', { required: true, autocomplete: 'off', dir: 'auto', ...input })),
    ),
    make(
      'div.buttons',
      make('button.plain', { value: 'cancel', formNoValidate: true }, 'Cancel'),
      make('button.solid', { value: 'ok' }, 'Send'),
    ),
  );
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((answer) => {
    dialog.onclose = () => answer(dialog.returnValue === 'ok' ? Object.fromEntries(new FormData(form)) : undefined);
  });
}

function pick(accept) {
  const input = find('#file');
  input.value = '';
  input.accept = accept;
  input.click();
  return new Promise((answer) => {
    input.onchange = () => answer(input.files[0]);
  });
}

/** Phones send photographs as JPEG of at most 1600 pixels. */
async function photograph(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, 1600 / Math.max(bitmap.width, bitmap.height));
  const canvas = make('canvas', { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((answer) => canvas.toBlob(answer, 'image/jpeg', 0.85));
}

async function upload(file, type = file.type) {
  const response = await fetch(`/phone/api/media?channel=${open.phoneNumberId}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: file,
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer.id;
}

/** A caption is what stands in the text field. */
function caption() {
  const value = text.value.trim();
  text.value = '';
  return value === '' ? {} : { caption: value };
}

const attach = {
  image: async () => {
    const file = await pick('image/*,video/mp4,video/3gpp');
    if (file === undefined) return;
    if (file.type.startsWith('video/')) return send({ video: { id: await upload(file), ...caption() } });
    await send({ image: { id: await upload(await photograph(file)), ...caption() } });
  },
  voice: async () => {
    const file = await pick('audio/*,.ogg,.opus');
    if (file === undefined) return;
    const ogg = /ogg|opus/.test(`${file.type} ${file.name}`);
    await send({ audio: { id: await upload(file, ogg ? 'audio/ogg; codecs=opus' : file.type), voice: ogg } });
  },
  document: async () => {
    const file = await pick('.pdf,.txt,.doc,.docx,.xls,.xlsx,.ppt,.pptx');
    if (file !== undefined) await send({ document: { id: await upload(file), filename: file.name, ...caption() } });
  },
  location: async () => {
    const place = await ask('Send a location', [
      { label: 'Name', name: 'name', value: 'Raouche Rocks', required: false },
      { label: 'Latitude', name: 'latitude', value: '33.8897', inputMode: 'decimal', dir: 'ltr', pattern: '-?[0-9.]+' },
      { label: 'Longitude', name: 'longitude', value: '35.4705', inputMode: 'decimal', dir: 'ltr', pattern: '-?[0-9.]+' },
    ]);
    if (place === undefined) return;
    const { name, latitude, longitude } = place;
    await send({ location: { latitude: Number(latitude), longitude: Number(longitude), ...(name ? { name } : {}) } });
  },
  contact: async () => {
    const card = await ask('Send a contact', [
      { label: 'Name', name: 'name' },
      { label: 'Number', name: 'phone', inputMode: 'tel', dir: 'ltr' },
    ]);
    if (card === undefined) return;
    const { name, phone } = card;
    const wa_id = phone.replace(/\D/g, '');
    await send({ contacts: [{ name: { formatted_name: name, first_name: name }, phones: [{ phone, wa_id, type: 'CELL' }] }] });
  },
  button: async () => {
    const reply = await ask('Press a button', [
      { label: 'Title', name: 'title', value: 'Yes, confirm', maxLength: 20 },
      { label: 'Id', name: 'id', value: 'confirm', maxLength: 256, dir: 'ltr' },
    ]);
    if (reply !== undefined) await send({ interactive: { type: 'button_reply', button_reply: reply } });
  },
};

// People

function drawPeople() {
  find('#persons').replaceChildren(
    ...everybody().map((person) => {
      const avatar = make('span.avatar');
      dress(avatar, person.name);
      const choose = () => {
        find('#people').close();
        switchTo(person);
      };
      const remove = () => {
        forget(person.number);
        drawPeople();
        switchTo(me());
      };
      const pickButton = make(
        'button.pick',
        { type: 'button', onclick: choose },
        avatar,
        make('span.who', make('bdi.name', person.name), make('span.sub', { dir: 'ltr' }, `+${person.number}`)),
      );
      const row = make('div.person', { 'aria-current': String(person.number === me().number) }, pickButton);
      if (everybody().length > 1)
        row.append(make('button.round', { type: 'button', 'aria-label': `Forget ${person.name}`, onclick: remove }, '✕'));
      return row;
    }),
  );
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
  drawPeople();
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
  else if (name && channel === undefined)
    notice.textContent = `No business here has the number “${name}”. Choose one of those above.`;
  notice.hidden = notice.textContent === '';
  if (channel) enter(channel);
}
start().catch((error) => say(error.message));
