import type { Message } from '../../../../contract/message.ts';
import { isSpoken } from '../../../../contract/spoken.ts';
import { lazily } from '../../look/lazily.tsx';
import type { TranscriptViewProps } from './transcript-view.tsx';

const View = lazily<TranscriptViewProps>(() => import('./transcript-view.tsx').then(({ TranscriptView }) => TranscriptView));

/** What a voice note says. Its code comes with the first one that is shown. */
export function Transcript({ message }: { message: Message }) {
  const { transcript } = message;
  return transcript && isSpoken(message.content) ? <View message={{ ...message, transcript }} /> : null;
}
