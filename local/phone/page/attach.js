import { make } from './bubble.js';

/** Asks for a few values; undefined when the person changes their mind. */
function ask(title, fields) {
  const dialog = document.querySelector('#ask');
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
  const input = document.querySelector('#file');
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

async function upload(channel, file, type = file.type) {
  const response = await fetch(`/phone/api/media?channel=${channel}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: file,
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer.id;
}

/** Nobody listens on this machine: what a voice note says is what its sender writes here, or nothing. */
async function record(file) {
  const said = await ask('What is said in it? It is shown as the transcript', [
    { label: 'Words', name: 'text', required: false },
  ]);
  if (!said?.text) return;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const language = /[\u0600-\u06ff]/.test(said.text) ? 'ar' : 'en';
  await fetch('/_stage/recordings', { method: 'POST', body: JSON.stringify({ sha256, text: said.text, language }) });
}

/** What the attach menu offers. `channel` names the business, `caption` takes what stands in the text field, `send` sends. */
export const attachments = ({ channel, caption, send }) => ({
  image: async () => {
    const file = await pick('image/*,video/mp4,video/3gpp');
    if (file === undefined) return;
    if (file.type.startsWith('video/')) return send({ video: { id: await upload(channel(), file), ...caption() } });
    await send({ image: { id: await upload(channel(), await photograph(file)), ...caption() } });
  },
  voice: async () => {
    const file = await pick('audio/*,.ogg,.opus');
    if (file === undefined) return;
    const ogg = /ogg|opus/.test(`${file.type} ${file.name}`);
    await record(file);
    await send({ audio: { id: await upload(channel(), file, ogg ? 'audio/ogg; codecs=opus' : file.type), voice: ogg } });
  },
  document: async () => {
    const file = await pick('');
    if (file === undefined) return;
    const type = file.type || 'application/octet-stream';
    await send({ document: { id: await upload(channel(), file, type), filename: file.name, ...caption() } });
  },
  sticker: async () => {
    const file = await pick('image/webp');
    if (file !== undefined) await send({ sticker: { id: await upload(channel(), file), animated: false } });
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
});
