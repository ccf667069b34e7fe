import type { Content, Message } from '../../../contract/message.ts';
import { useWords } from '../i18n/language.ts';
import { lazily } from '../look/lazily.tsx';
import type { MediaFileProps } from '../media/media-file.tsx';
import { cleanName, isBlank } from './clean.ts';
import { Answer, Card } from './content-parts.tsx';
import { systemWords, workWords } from './in-words.ts';
import type { RareContentProps } from './rare-content.tsx';
import { RichText } from './rich-text.tsx';

type MediaContent = Extract<Content, { media: unknown }>;

/** Players and pictures come with the first message that needs them. */
const MediaFile = lazily<MediaFileProps>(async () => (await import('../media/media-file.tsx')).MediaFile);

const RareContent = lazily<RareContentProps>(async () => (await import('./rare-content.tsx')).RareContent);

/** What a message says. Every kind of the contract is here: one that is missing does not compile. */
export function ContentView({ content, message }: { content: Content; message?: Message }) {
  const words = useWords();
  switch (content.kind) {
    case 'text':
      return <RichText text={content.text} />;
    case 'image':
    case 'video':
    case 'audio':
    case 'voice':
    case 'document':
    case 'sticker':
      return <MediaView content={content} message={message} />;
    case 'location':
    case 'contacts':
    case 'nfm_reply':
    case 'call_permission_reply':
    case 'product':
    case 'order':
    case 'unsupported':
      return <RareContent content={content} />;
    case 'button':
      return <Answer said={words.content.pressed} kind="button" text={content.text} />;
    case 'button_reply':
      return <Answer said={words.content.chose} kind="button_reply" text={content.title} />;
    case 'list_reply':
      return <Answer said={words.content.chose} kind="list_reply" text={content.title} more={content.description} />;
    case 'system':
      return <>{systemWords(content, words)}</>;
    case 'request_welcome':
      return <>{words.content.welcome}</>;
    case 'note':
      return <RichText text={content.text} />;
    case 'work':
      return <>{workWords(content, undefined, words)}</>;
  }
}

function MediaView({ content, message }: { content: MediaContent; message: Message | undefined }) {
  const { caption } = content.media;
  const file = message?.file;
  const claimed = <ClaimedMedia content={content} />;
  return (
    <>
      {file?.state === 'stored' ? null : claimed}
      {message && file ? <MediaFile message={message} file={file} /> : null}
      {caption && !isBlank(caption) ? <RichText text={caption} /> : null}
    </>
  );
}

/** What is known of a file without having it. */
function ClaimedMedia({ content: { kind, media } }: { content: MediaContent }) {
  const words = useWords();
  const name = media.filename ? cleanName(media.filename) : '';
  const type = cleanName(media.mimeType.split(';')[0] ?? '');
  return (
    <Card kind={kind} title={words.kinds[kind]}>
      {name ? (
        <p className="text-sm wrap-anywhere">
          <bdi>{name}</bdi>
        </p>
      ) : null}
      <p className="text-sm text-soft">
        <bdi dir="ltr">{type}</bdi>
        {media.animated ? ` · ${words.content.animated}` : null}
      </p>
    </Card>
  );
}
