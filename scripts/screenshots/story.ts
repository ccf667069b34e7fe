import { clientId, type Employee, employee } from '../../test/helpers/api.ts';
import { eventually } from '../../test/helpers/eventually.ts';
import { bodyOf, changeOf, deliver, newWamid, say } from '../../test/helpers/provider.ts';
import type { Stage } from '../../test/helpers/stage.ts';

/** Customers who do not exist, with numbers of a range that nobody has. */
const customers = {
  rana: { name: 'Rana Haddad', waId: '96170555101' },
  layla: { name: 'ليلى منصور', waId: '96170555102' },
  elie: { name: 'Elie Nader', waId: '96170555103' },
  sofia: { name: 'Sofia Marin', waId: '34600555104' },
  jana: { name: 'Jana Daher', waId: '96170555105' },
  omar: { name: 'عمر الخطيب', waId: '96170555106' },
  tala: { name: 'Tala Rizk', waId: '96170555107' },
  nadim: { name: 'Nadim Aoun', waId: '96170555108' },
  maria: { name: 'Maria Conti', waId: '39347555109' },
} as const;
type Who = keyof typeof customers;

const minute = 60;

async function ok(who: Employee, method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  const reply = await who.call(method, path, body, headers);
  if (reply.status >= 300) throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}
const make = (who: Employee, path: string, body: unknown) => ok(who, 'POST', path, body, { 'idempotency-key': clientId() });

/** An afternoon of the demo business, told through the provider's webhooks and the API. Answers ids of conversations. */
export async function tellStory(stage: Stage): Promise<Readonly<Record<Who, string>>> {
  const channel = stage.channel('samia');
  const began = Math.floor(Date.now() / 1000);
  const says = (who: Who, minutesAgo: number, body: string): Promise<string> =>
    say(channel, customers[who], body, { at: began - Math.round(minutesAgo * minute) });
  const sends = async (who: Who, minutesAgo: number, type: string, content: unknown): Promise<void> => {
    const { name, waId } = customers[who];
    const at = String(began - Math.round(minutesAgo * minute));
    const message = { from: waId, id: newWamid(), timestamp: at, type, [type]: content };
    await deliver(channel, bodyOf([changeOf(channel, { customers: [{ name, waId }], messages: [message] })]));
  };

  await says('nadim', 26 * 60, 'Thank you, the reading was spot on!');
  await says('maria', 190, 'Ciao! Do you also read in Italian?');
  await says('tala', 150, 'Can we move my call to Friday?');
  await says('jana', 95, 'Here is the transfer receipt');
  await sends('jana', 94, 'document', { id: '901', mime_type: 'application/pdf', sha256: 'x', filename: 'transfer-receipt.pdf' });
  await says('omar', 70, 'مرحبا، كم سعر قراءة الفنجان؟');
  await says('sofia', 41, 'I sent you the photo of my cup this morning. When will I hear from you?');
  await says('elie', 18, 'Is Samia free for a call this week?');
  await sends('elie', 17, 'location', { latitude: 33.8938, longitude: 35.5018, name: 'Beirut Souks', address: 'Beirut' });
  const coffee = await says('rana', 9.5, 'Hi! I would like a coffee-cup reading. What do you need from me?');
  await says('layla', 9, 'مساء الخير، أريد قراءة تاروت ذهبية لو سمحتِ');

  const [admin, lina, rami] = await Promise.all([
    employee(stage, 'samia', 'admin'),
    employee(stage, 'samia', 'agent'),
    employee(stage, 'samia', 'manager'),
  ]);
  const found = await Promise.all(
    Object.entries(customers).map(async ([who, { waId }]) => [who, (await lina.heardFrom(waId)).id] as const),
  );
  const idOfCustomer = (who: Who): string => found.find(([name]) => name === who)?.[1] ?? '';
  const ids = {
    rana: idOfCustomer('rana'),
    layla: idOfCustomer('layla'),
    elie: idOfCustomer('elie'),
    sofia: idOfCustomer('sofia'),
    jana: idOfCustomer('jana'),
    omar: idOfCustomer('omar'),
    tala: idOfCustomer('tala'),
    nadim: idOfCustomer('nadim'),
    maria: idOfCustomer('maria'),
  } satisfies Record<Who, string>;
  const post = (who: Employee, whose: Who, what: string, body?: unknown) =>
    ok(who, 'POST', `/v1/conversations/${ids[whose]}/${what}`, body);
  const answers = async (who: Employee, whose: Who, minutesAgo: number, text: string, replyTo?: string): Promise<void> => {
    const id = clientId((began - minutesAgo * minute) * 1000 + 500);
    const sent = await post(who, whose, 'messages', {
      clientId: id,
      content: { kind: 'text', text },
      ...(replyTo && { replyTo }),
    });
    await eventually(
      () => lina.message(ids[whose] ?? '', sent.id),
      (message) => message?.status === 'delivered' || message?.status === 'read',
    );
  };

  const label = async (name: string, colour: string) => (await make(admin, '/v1/labels', { name, colour })).id;
  const [reading, call, vip] = [await label('Reading', '#1d7a5f'), await label('Call', '#0f5fb5'), await label('VIP', '#8a4b00')];
  for (const [title, shortcut, en, ar] of [
    [
      'Opening hours',
      'hours',
      'We are here every day from 12:00 to 20:00, Beirut time.',
      'نحن هنا كل يوم من 12 ظهرًا إلى 8 مساءً بتوقيت بيروت.',
    ],
    [
      'What we need',
      'cup',
      'Hi {{customer.first_name}}, please send three photos of the cup: inside, the saucer, and the handle side.',
      'أرسلي ثلاث صور للفنجان من فضلك.',
    ],
    ['Prices', 'prices', 'Standard 50 USD, premium 100 USD, golden 200 USD.', 'العادية 50 دولارًا، المميزة 100، الذهبية 200.'],
  ]) {
    await make(admin, '/v1/canned-responses', { title, shortcut, category: 'Readings', text: { en, ar } });
  }
  const { items: staff } = await ok(lina, 'GET', '/v1/colleagues');
  const idOf = (name: string): string => staff.find((one: { name: string }) => one.name === name)?.id ?? '';

  /** What is done from now on is done that long ago. */
  const moment = (minutesAgo: number) => stage.clock((began - minutesAgo * minute) * 1000 - Date.now());
  await moment(8);
  await post(lina, 'rana', 'take-over', { from: null });
  await answers(
    lina,
    'rana',
    8,
    'Hello Rana, lovely to hear from you! Three photos, please: inside the cup, the saucer, and the side with the handle.',
    messageIdOf(await lina.thread(ids.rana), coffee),
  );
  await post(lina, 'layla', 'take-over', { from: null });
  await answers(lina, 'layla', 7.5, 'مساء النور ليلى! القراءة الذهبية بـ200 دولار وتصلك غدًا قبل الثامنة مساءً.');
  await says('rana', 7, 'Perfect, I will make one now');
  await says('rana', 6, 'And how long does it take?');
  await says('layla', 6, 'ممتاز، هل يمكن أن تكون مع مكالمة؟');
  await moment(5);
  await answers(
    lina,
    'rana',
    5,
    'The premium reading comes the next day, before 8 in the evening. 100 USD, with one free question afterwards.',
  );
  await answers(lina, 'layla', 5, 'نعم، 30 دقيقة مع سامية يوم الخميس الساعة 6. هل يناسبك؟');
  const note = await post(lina, 'rana', 'notes', {
    clientId: clientId((began - 4.5 * minute) * 1000),
    text: '@Karim Saad she was here in spring, golden reading. Offer her the same price.',
    mentions: [idOf('Karim Saad')],
  });
  await ok(lina, 'PATCH', `/v1/conversations/${ids.rana}/notes/${note.id}`, { pinned: true });
  await says('rana', 2, 'Great. I take the premium one, please.\nCan I pay by card? https://samia-tarot.example/pay');
  await says('layla', 1.5, 'يناسبني جدًا، شكرًا');
  await stage.clock(0);

  await post(lina, 'rana', 'labels', { add: [reading, vip] });
  await post(lina, 'layla', 'labels', { add: [reading, call] });
  await post(rami, 'elie', 'take-over', { from: null });
  await post(rami, 'elie', 'labels', { add: [call] });
  await post(rami, 'sofia', 'hand-back', { mode: 'hybrid' });
  await post(rami, 'sofia', 'labels', { add: [reading] });
  await post(lina, 'jana', 'take-over', { from: null });
  const [receipt] = (await lina.thread(ids.jana)).items.filter(({ direction }) => direction === 'in').slice(-1);
  await post(lina, 'jana', 'read', { upTo: receipt?.id });
  await answers(lina, 'jana', 0, 'Received, thank you Jana. Your reading is on its way.');
  await post(lina, 'tala', 'snooze', { until: new Date(Date.now() + 20 * 3_600_000).toISOString() });
  await post(lina, 'nadim', 'resolve');
  return ids;
}

/** Our id of what the provider calls this. */
function messageIdOf({ items }: Awaited<ReturnType<Employee['thread']>>, providerId: string): string {
  return items.find((one) => one.providerId === providerId)?.id ?? '';
}
