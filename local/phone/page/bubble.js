import { hueOf, initials } from './people.js';

/** `make('p.body', 'text')`, `make('button', { onclick }, child, child)` */
export function make(what, ...rest) {
  const [tag, ...classes] = what.split('.');
  const node = document.createElement(tag);
  node.className = classes.join(' ');
  for (const part of rest) {
    if (part instanceof Node || typeof part === 'string') node.append(part);
    else
      for (const [name, value] of Object.entries(part ?? {})) {
        if (name in node) node[name] = value;
        else node.setAttribute(name, value);
      }
  }
  return node;
}

export function dress(avatar, name) {
  avatar.textContent = initials(name);
  avatar.style.setProperty('--hue', hueOf(name));
}

const paths = {
  sending: 'M8.500 1.500a5 5 0 1 0 0 10 5 5 0 0 0 0-10M8.500 3.500v3l2 1.500',
  delivered: 'M1 6.500 4.500 10 11 2.500M8 9l1 1 6.500-7.500',
};

function ticks(status) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 17 13');
  svg.setAttribute('class', `ticks ${status}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', status);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', status === 'sending' ? paths.sending : paths.delivered);
  svg.append(path);
  return svg;
}

/** One line of text for the chat list, quotes and screen readers. */
export function preview(entry) {
  if (entry.deleted) return 'This message was deleted';
  const { type, content } = entry;
  switch (type) {
    case 'text':
      return content.body;
    case 'image':
      return `📷 ${content.caption || 'Photo'}`;
    case 'video':
      return `🎬 ${content.caption || 'Video'}`;
    case 'audio':
      return content.voice ? '🎤 Voice note' : '🎵 Audio';
    case 'document':
      return `📄 ${content.filename || content.caption || 'Document'}`;
    case 'sticker':
      return 'Sticker';
    case 'location':
      return `📍 ${content.name || 'Location'}`;
    case 'contacts':
      return `👤 ${content.map(({ name }) => name.formatted_name).join(', ')}`;
    case 'button':
      return content.text;
    case 'interactive':
      return content.body?.text ?? content.button_reply?.title ?? content.list_reply?.title ?? 'Choice';
    case 'template':
      return `Template: ${content.name}`;
    default:
      return type.replaceAll('_', ' ');
  }
}

const onlyEmoji = /^(\p{Extended_Pictographic}|\p{Emoji_Component}|\s){1,12}$/u;

function media(entry) {
  const { type, content, media } = entry;
  const source = media?.url ?? content.link;
  const missing = () => make('span.card', make('span', '🗂️'), make('span', 'The file is no longer kept'));
  if (source === undefined) return missing();
  if (type === 'image' || type === 'sticker') {
    return make('img.media', {
      src: source,
      alt: content.caption || 'Photo',
      loading: 'lazy',
      onerror: (event) => event.target.replaceWith(missing()),
    });
  }
  if (type === 'video') return make('video.media', { src: source, controls: true, preload: 'metadata' });
  if (type === 'audio') return make('audio.media', { src: source, controls: true, preload: 'metadata' });
  return make(
    'a.card',
    { href: source, target: '_blank', rel: 'noopener' },
    make('span', '📄'),
    make('bdi', content.filename || 'Document'),
  );
}

function choices(entry, answer) {
  const { action } = entry.content;
  const buttons = (action?.buttons ?? []).map(({ reply }) => ({
    title: reply.title,
    reply: { type: 'button_reply', button_reply: reply },
  }));
  const rows = (action?.sections ?? []).flatMap((section) =>
    section.rows.map((row) => ({ title: row.title, reply: { type: 'list_reply', list_reply: row } })),
  );
  const box = make('div.choices');
  for (const { title, reply } of [...buttons, ...rows]) {
    box.append(
      make('button', { type: 'button', dir: 'auto', onclick: () => answer({ interactive: reply, replyTo: entry.id }) }, title),
    );
  }
  if (action?.parameters?.url)
    box.append(make('button', { type: 'button', disabled: true }, `↗ ${action.parameters.display_text}`));
  return box;
}

function contents(entry) {
  const { type, content } = entry;
  if (entry.deleted) return [make('span.gone', '🚫 This message was deleted')];
  const text = (value, big = false) => make(big ? 'div.body.big' : 'div.body', { dir: 'auto' }, value);
  switch (type) {
    case 'text':
      return [text(content.body, onlyEmoji.test(content.body))];
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return [media(entry), ...(content.caption ? [text(content.caption)] : [])];
    case 'location': {
      const where = `${content.latitude.toFixed(4)}, ${content.longitude.toFixed(4)}`;
      return [
        make(
          'span.card',
          make('span', '📍'),
          make('span.who', make('bdi.name', content.name || 'Location'), make('span.sub', { dir: 'ltr' }, where)),
        ),
      ];
    }
    case 'contacts':
      return content.map(({ name, phones }) =>
        make(
          'span.card',
          make('span', '👤'),
          make('span.who', make('bdi.name', name.formatted_name), make('span.sub', { dir: 'ltr' }, phones?.[0]?.phone ?? '')),
        ),
      );
    case 'interactive':
      if (entry.direction === 'out') {
        const { header, body, footer } = content;
        const parts = [
          header?.text && make('strong', { dir: 'auto' }, header.text),
          body?.text && text(body.text),
          footer?.text && make('div.sub', { dir: 'auto' }, footer.text),
        ];
        return parts.filter(Boolean);
      }
      return [text(preview(entry))];
    default:
      return [text(preview(entry))];
  }
}

/** A message as a row: bubble, quote, reaction, time, ticks and the button that opens its menu. */
export function bubble(entry, { quoted, first, answer, menu }) {
  const mine = entry.direction === 'in';
  const time = new Date(entry.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const meta = make(
    'span.meta',
    ...(entry.edited && !entry.deleted ? ['edited'] : []),
    make('time', { dateTime: new Date(entry.at).toISOString() }, time),
  );
  if (mine) meta.append(ticks(entry.status));
  const box = make('div.bubble');
  if (entry.replyTo)
    box.append(make('span.quoted', { dir: 'auto' }, quoted === undefined ? 'An older message' : preview(quoted)));
  box.append(...contents(entry), meta);
  if (entry.type === 'interactive' && !mine) box.append(choices(entry, answer));
  const emoji = [entry.reactions.customer, entry.reactions.business].filter(Boolean).join('');
  if (emoji) box.append(make('span.reaction', emoji));
  const line = make(
    `div.line${mine ? '.mine' : ''}${first ? '.first' : ''}${emoji ? '.reacted' : ''}`,
    { 'data-id': entry.id },
    box,
  );
  if (!entry.deleted) {
    const more = make(
      'button.round.more',
      { type: 'button', 'aria-label': 'React, reply and more', onclick: () => menu(more) },
      '⋯',
    );
    line.append(more);
  }
  return line;
}
