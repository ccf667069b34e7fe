/**
 * fauxqs 2.4 refuses everything beyond the basic plane, emoji among them, because its pattern is not a Unicode one.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html lists #x10000 to #x10FFFF.
 */
const refused = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Call it before the engine starts. */
export async function takeEveryCharacter(): Promise<void> {
  const file = new URL('./sqs/sqsTypes.js', import.meta.resolve('fauxqs'));
  const exported: Record<string, unknown> = await import(file.href);
  const pattern = exported.INVALID_MESSAGE_BODY_CHAR;
  if (!(pattern instanceof RegExp)) throw new Error('fauxqs has changed: its pattern of refused characters is not where it was');
  pattern.test = (text) => refused.test(text);
}
