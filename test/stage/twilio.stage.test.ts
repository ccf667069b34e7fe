import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../contract/message.ts';
import { recordedByTwilio } from '../engine/twilio-desk.ts';
import { type Employee, employee } from '../helpers/api.ts';
import { eventually } from '../helpers/eventually.ts';
import { fileOf, linkTo, served } from '../helpers/media.ts';
import * as files from '../helpers/media-files.ts';
import { settled } from '../helpers/settled.ts';
import { sharedStage } from '../helpers/shared-stage.ts';
import type { Stage } from '../helpers/stage.ts';
import {
  type ConnectedTwilio,
  connectTwilio,
  postAsTwilio,
  postRecorded,
  putTwilioFile,
  recordedAccount,
  recordedRequest,
  twilioBehaves,
  twilioBehavesAgain,
  twilioMediaPath,
  twilioSays,
  twilioSent,
} from '../helpers/twilio.ts';
import { sendFileTo, uploaded } from '../helpers/uploads.ts';

let stage: Stage;
let agent: Employee;
beforeAll(async () => {
  stage = sharedStage();
  agent = await employee(stage, 'isik');
});

/** The conversations of a number, with all of their messages. */
async function saidTo({ id }: ConnectedTwilio): Promise<Message[]> {
  const conversations = (await agent.inbox()).filter(({ channelId }) => channelId === id);
  const threads = await Promise.all(conversations.map((one) => agent.thread(one.id)));
  return threads.flatMap(({ items }) => items);
}

describe('what Twilio reports', () => {
  it('is in the inbox as recorded, once however often it comes, with its files', async () => {
    const number = await connectTwilio(stage, 'isik', recordedAccount);
    const made = { '53_twilio_image.json': files.jpeg(640, 480, 53), '54_twilio_voice.json': files.voiceNote(3, 54) };
    const sha256 = files.sha256(made['54_twilio_voice.json']);
    const recording = { sha256, takesMs: 50, text: 'what was said at Twilio', language: 'en' };
    await stage.control('POST', '/_stage/recordings', recording);
    for (const [file, bytes] of Object.entries(made)) {
      const { params } = recordedRequest(file);
      await putTwilioFile(stage, new URL(params.MediaUrl0 ?? '').pathname, new Uint8Array(bytes), params.MediaContentType0 ?? '');
    }
    for (let time = 0; time < 2; time++) {
      for (const { file } of recordedByTwilio) expect(await postRecorded(stage, number, recordedRequest(file)), file).toBe(200);
      await settled(stage);
    }
    const messages = await saidTo(number);
    for (const { file, expect: wanted } of recordedByTwilio) {
      const { params } = recordedRequest(file);
      const found = messages.filter(({ providerId }) => providerId === params.MessageSid);
      expect(found.length, file).toBe(wanted.messages);
      for (const { content, sender, replyTo, referral } of found) {
        expect([content.kind], file).toEqual(wanted.kinds);
        expect(sender, file).toMatchObject(wanted.contact ?? { never: true });
        expect(JSON.stringify(content), file).toContain(JSON.stringify(wanted.texts?.[0] ?? content.kind).slice(1, -1));
        expect(replyTo, file).toBe(wanted.replyTo);
        if (wanted.payloads) expect(content, file).toMatchObject({ payload: wanted.payloads[0] });
        if (wanted.referral) expect(referral, file).toMatchObject(wanted.referral);
      }
    }
    // One customer wrote all but one of them, and is one conversation.
    const order = messages.filter(({ sender }) => sender?.waId === '12025550143');
    expect(order.map(({ providerId }) => providerId)).toEqual(
      recordedByTwilio
        .map(({ file }) => recordedRequest(file).params)
        .filter(({ WaId }) => WaId === '12025550143')
        .map(({ MessageSid }) => MessageSid),
    );
    for (const { expect: wanted } of recordedByTwilio) {
      for (const [sid, status] of Object.entries(wanted.finalStatus ?? {})) {
        const known = await agent.unmatchedStatus(sid);
        expect([known?.status, known?.failure?.code]).toEqual([status, wanted.errorCodes?.map(String)[0]]);
      }
    }
    for (const [file, bytes] of Object.entries(made)) {
      const sid = recordedRequest(file).params.MessageSid ?? '';
      const message = await fileOf(agent, order[0]?.conversationId ?? '', sid);
      const { status, body } = await served(await linkTo(agent, message));
      expect([status, files.sha256(body)], file).toEqual([200, files.sha256(bytes)]);
    }
    // Twilio calls it audio; it is written down all the same.
    const note = recordedRequest('54_twilio_voice.json').params.MessageSid;
    await eventually(
      async () => (await saidTo(number)).find(({ providerId }) => providerId === note)?.transcript,
      (transcript) => transcript?.state === 'done' && transcript.text === 'what was said at Twilio',
      { withinMs: 20_000 },
    );
  });

  it('that is not signed for this business’s address changes nothing', async () => {
    const [mine, other] = [await connectTwilio(stage, 'isik'), await connectTwilio(stage, 'samia')];
    const params = {
      MessageSid: `SM${randomBytes(16).toString('hex')}`,
      From: 'whatsapp:+905550009999',
      To: `whatsapp:${mine.number}`,
      Body: 'x',
      NumMedia: '0',
    };
    const address = (of: ConnectedTwilio): string => of.webhookUrl.split('#')[0] ?? '';
    expect(await postAsTwilio(address(mine), params, other.authToken)).toBe(403);
    // Well signed by the other account for its own address: of a number that is not its business's.
    expect(await postAsTwilio(address(other), params, other.authToken)).toBe(404);
    await settled(stage);
    expect(await saidTo(mine)).toEqual([]);
    expect(await postAsTwilio(address(mine), params, mine.authToken)).toBe(200);
    await settled(stage);
    expect(await saidTo(mine)).toHaveLength(1);
  });
});

describe('a conversation by Twilio', () => {
  it('goes both ways: texts, files and ticks', async () => {
    const number = await connectTwilio(stage, 'isik');
    const from = `+9055512${String(randomBytes(4).readUInt32BE() % 100_000).padStart(5, '0')}`;
    const { status } = await twilioSays(stage, number, { From: from, Body: 'Merhaba', ProfileName: 'Ayça' });
    expect(status).toBe(200);
    const { id } = await agent.heardFrom(from.slice(1));
    const { body: text } = await agent.send(id, 'Buyurun');
    const note = files.voiceNote(2, 99);
    const fileId = await uploaded(agent, { kind: 'voice', mimeType: 'audio/ogg', bytes: note });
    const voice = await sendFileTo(agent, id, { kind: 'voice', fileId });
    for (const one of [text, voice]) {
      await eventually(
        () => agent.message(id, one.id),
        (message) => message?.status === 'read',
        { withinMs: 20_000 },
      );
    }
    const sent = await twilioSent(stage, `whatsapp:${from}`);
    expect(sent).toMatchObject([
      { accountSid: number.accountSid, from: `whatsapp:${number.number}`, body: 'Buyurun' },
      { mediaBytes: note.length, mediaSha256: createHash('sha256').update(note).digest('hex'), mediaType: 'audio/ogg' },
    ]);
    for (const [index, one] of [text, voice].entries()) {
      expect(sent[index]?.statusCallback).toContain(`/hooks/webhook-twilio/`);
      expect(sent[index]?.statusCallback).toContain(`/${id}/${one.id}`);
    }
  });

  it('has a file in the end that was not there at first, and its failure is seen meanwhile', async () => {
    const number = await connectTwilio(stage, 'isik');
    const picture = files.jpeg(200, 100, 7);
    const path = twilioMediaPath(number.accountSid);
    const url = await putTwilioFile(stage, path, new Uint8Array(picture), 'image/jpeg');
    await twilioBehaves(stage, { fail: { of: 'media', code: 20404, times: 1 } });
    try {
      const { sid } = await twilioSays(stage, number, {
        From: '+905551230001',
        Body: '',
        NumMedia: '1',
        MessageType: 'image',
        MediaUrl0: url,
        MediaContentType0: 'image/jpeg',
      });
      const { id } = await agent.heardFrom('905551230001');
      const waiting = await eventually(
        async () => (await agent.thread(id)).items.find(({ providerId }) => providerId === sid),
        (message) => message?.file?.failure !== undefined,
      );
      expect(waiting?.file).toMatchObject({ state: 'pending', failure: { code: 'provider-down', retry: true } });
      const message = await fileOf(agent, id, sid, ['stored'], 60_000);
      const { body } = await served(await linkTo(agent, message));
      expect(files.sha256(body)).toBe(files.sha256(picture));
    } finally {
      await twilioBehavesAgain(stage);
    }
  });
});
