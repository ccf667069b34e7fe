/** The customers this browser can be. Numbers are from ranges set aside for fiction. */
const beginners = [
  { name: 'Nora Whitfield', number: '12025550187' },
  { name: 'ليلى حداد', number: '96170555018' },
  { name: 'Deniz Aydın 🌿', number: '905550000777' },
];

const key = 'pretend-phone';

function load() {
  try {
    const saved = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (Array.isArray(saved?.people) && saved.people.length > 0) return saved;
  } catch {
    // Storage is blocked or holds something else: begin anew.
  }
  return { people: beginners, current: beginners[0].number };
}

const state = load();

function save() {
  try {
    localStorage.setItem(key, JSON.stringify(state));
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
}

export const everybody = () => state.people;
export const me = () => state.people.find(({ number }) => number === state.current) ?? state.people[0];

export function become(person) {
  const number = person.number.replace(/\D/g, '');
  const known = state.people.find((one) => one.number === number);
  if (known === undefined) state.people.push({ name: person.name, number });
  else if (person.name) known.name = person.name;
  state.current = number;
  save();
}

export function forget(number) {
  if (state.people.length < 2) return;
  state.people = state.people.filter((one) => one.number !== number);
  if (state.current === number) state.current = state.people[0].number;
  save();
}

export const initials = (name) =>
  name
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word))
    .slice(0, 2)
    .map((word) => [...word][0].toUpperCase())
    .join('') || '?';

export const hueOf = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
