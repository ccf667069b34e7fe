import { codeAt } from '../../helpers/totp.ts';
import { password } from '../../helpers/visitor.ts';
import { type Life, letterTo, signIn, signUp } from './business.ts';
import { from, Somebody } from './wire.ts';

const picture = (text: string): string =>
  `data:image/png;base64,${Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(`\0\0\0\rIHDR ${text}`)]).toString('base64')}`;

const tokenIn = ({ text }: { readonly text: string }): string => /\/join#([\w-]{43})\s/.exec(text)?.[1] ?? '';

/** Roles, and two more people: one makes an account with the link, one has an account. */
export async function gatherTeam(life: Life): Promise<{ guest: Somebody; friend: Somebody }> {
  const { stage, canary, wire, founder } = life;
  const role = (await founder.ask('POST /v1/roles', { body: { name: canary.of('role'), colour: '#1d7a5f', permissions: [] } }))
    .body;
  await founder.ask('PATCH /v1/roles/{id}', {
    params: { id: role.id },
    ...from(role),
    body: { name: canary.of('role-renamed'), permissions: ['conversations.view', 'employees.view'] },
  });
  const passing = (
    await founder.ask('POST /v1/roles', { body: { name: canary.of('other-role'), colour: '#1d7a5f', permissions: [] } })
  ).body;
  await founder.ask('DELETE /v1/roles/{id}', { params: { id: passing.id } });
  await founder.ask('GET /v1/roles');
  canary.also(role.id, passing.id);

  const invite = async (field: string, chosen: string) => {
    const email = `${canary.of(field)}@canary.example`;
    const body = { email, name: canary.of(`${field}-name`), role: chosen, language: 'en' };
    const invited = (await founder.ask('POST /v1/invitations', { body })).body;
    canary.also(invited.id);
    return { email, id: String(invited.id) };
  };
  const follow = async (email: string): Promise<string> => {
    const token = tokenIn(await letterTo(life, email));
    wire.secrets.add(token);
    return token;
  };

  const asked = await invite('guest', role.id);
  const guest = new Somebody(stage, wire, asked.email);
  const token = await follow(asked.email);
  await guest.ask('POST /v1/joining/look-up', { body: { token } });
  await guest.ask('POST /v1/joining/accept', { body: { token, name: canary.of('guest-joined'), newPassword: password } });
  await signIn(guest);
  guest.business = founder.business;

  const friend = new Somebody(stage, wire, `${canary.of('friend')}@canary.example`);
  await signUp(life, friend);
  await invite('friend', 'agent');
  await friend.ask('POST /v1/joining/join', { body: { token: await follow(friend.email), name: canary.of('friend-joined') } });
  friend.business = founder.business;

  const uninvited = await invite('nobody', 'viewer');
  await follow(uninvited.email);
  await founder.ask('POST /v1/invitations/{id}/resend', { params: { id: uninvited.id } });
  await follow(uninvited.email);
  await founder.ask('DELETE /v1/invitations/{id}', { params: { id: uninvited.id } });
  await founder.ask('GET /v1/invitations');

  const mine = (await guest.ask('GET /v1/profile')).body;
  await guest.ask('PATCH /v1/profile', {
    ...from(mine),
    body: { name: canary.of('guest-renamed'), avatar: picture(canary.word) },
  });
  const { items } = (await founder.ask('GET /v1/employees')).body;
  canary.also(...items.map(({ id }: { id: string }) => id));
  const params = { id: mine.id };
  const read = () => founder.ask('GET /v1/employees/{id}', { params });
  await founder.ask('PATCH /v1/employees/{id}', {
    params,
    ...from((await read()).body),
    body: { name: canary.of('guest-again') },
  });
  for (const change of ['POST /v1/employees/{id}/deactivate', 'POST /v1/employees/{id}/reactivate'])
    await founder.ask(change, { params, ...from((await read()).body) });
  return { guest, friend };
}

/** What people do with their own accounts; at the end nobody is signed in any more. */
export async function lookAfterAccounts(life: Life, guest: Somebody, friend: Somebody): Promise<void> {
  const { stage, wire, founder } = life;
  const other = new Somebody(stage, wire, founder.email, founder.agent);
  await signIn(other);
  await other.ask('POST /v1/session/refresh');
  const { items } = (await founder.ask('GET /v1/account/sessions')).body;
  const [session] = items.filter(({ current }: { current: boolean }) => !current);
  await founder.ask('DELETE /v1/account/sessions/{id}', { params: { id: session.id } });
  await founder.ask('DELETE /v1/account/sessions');

  const begin = async (who: Somebody): Promise<string> => {
    const { secret } = (await who.ask('POST /v1/account/second-factor', { body: { password } })).body;
    wire.secrets.add(secret);
    await who.ask('POST /v1/account/second-factor/confirm', { body: { code: codeAt(secret, Date.now()) } });
    return secret;
  };
  const next = (secret: string): string => codeAt(secret, Date.now() + 30_000);
  const ofFounder = await begin(founder);
  await founder.ask('GET /v1/account/second-factor');
  await founder.ask('POST /v1/account/second-factor/remove', { body: { password, code: next(ofFounder) } });
  const ofGuest = await begin(guest);
  const { body: challenge } = await signIn(guest);
  wire.secrets.add(challenge.session);
  await guest.ask('POST /v1/session/second-factor', {
    body: { email: guest.email, session: challenge.session, code: next(ofGuest) },
  });

  const newPassword = 'another long password of somebody';
  wire.secrets.add(newPassword);
  await friend.ask('POST /v1/account/password', { body: { password, newPassword } });
  await friend.ask('POST /v1/session/forgot', { body: { email: friend.email } });
  const { code } = await letterTo(life, friend.email);
  await friend.ask('POST /v1/session/reset', { body: { email: friend.email, code, newPassword: password } });
  await signIn(friend);
  // Only accounts with a password that an administrator of the pool gave are asked for a new one; nobody here has one.
  await friend.attempt('POST /v1/session/challenge', {
    body: { email: friend.email, session: challenge.session, newPassword: password },
  });
  for (const who of [founder, guest, friend]) await who.ask('POST /v1/session/logout');
}
