import type { Message } from '../../../../contract/message.ts';
import { lazily } from '../../look/lazily.tsx';
import type { TranscriptViewProps } from './transcript-view.tsx';

const View = lazily<TranscriptViewProps>(() => import('./transcript-view.tsx').then(({ TranscriptView }) => TranscriptView));

/** What a voice note says. Its code comes with the first one that is shown. */
export function Transcript({ message }: { message: Message }) {
  const { transcript } = message;
  return transcript && message.content.kind === 'voice' ? <View message={{ ...message, transcript }} /> : null;
}
