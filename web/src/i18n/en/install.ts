export const install = {
  title: 'Put Frontdesk on this device',
  hint: 'It opens like an app, shows what is unread on its icon, and works without a connection.',
  install: 'Install',
  how: 'Show me how',
  later: 'Not now',
  menu: 'Install the app',
  sheet: 'On an iPhone or iPad',
  share: 'Tap Share in the browser’s bar. It looks like a square with an arrow that points up.',
  add: 'Scroll down and choose “Add to Home Screen”.',
  open: 'Tap “Add”. From then on, open Frontdesk from its icon.',
  close: 'Close',
};
