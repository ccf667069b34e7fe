const box = document.querySelector('#letters');
let shown = '';

function line(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  if (tag !== 'time') node.dir = 'auto';
  return node;
}

function card({ at, to, subject, text, code }) {
  const article = document.createElement('article');
  const head = line('div', 'to', '');
  head.append(line('bdi', '', to), line('time', '', new Date(at).toLocaleString()));
  article.append(line('h2', '', subject), head, line('p', 'text', text));
  if (code) article.append(line('p', 'code', code));
  return article;
}

async function refresh() {
  const text = await (await fetch('/mail/api')).text();
  if (text === shown) return;
  shown = text;
  const letters = JSON.parse(text);
  box.replaceChildren(
    ...(letters.length > 0
      ? letters.map(card)
      : [line('p', 'empty', 'No mails yet. Ask for a new password on the sign-in page.')]),
  );
}

async function follow() {
  // While the stage restarts there is no answer; the next look finds it again.
  await refresh().catch(() => undefined);
  setTimeout(follow, 2000);
}
void follow();
