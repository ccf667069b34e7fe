import { dress, make } from './bubble.js';
import { everybody, forget, me } from './people.js';

/** Everybody this browser can be; `switchTo` is called with the person chosen. */
export function drawPeople(switchTo) {
  document.querySelector('#persons').replaceChildren(
    ...everybody().map((person) => {
      const avatar = make('span.avatar');
      dress(avatar, person.name);
      const choose = () => {
        document.querySelector('#people').close();
        switchTo(person);
      };
      const remove = () => {
        forget(person.number);
        drawPeople(switchTo);
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
