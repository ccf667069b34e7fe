import { ChevronRight, Phone, Plus } from 'lucide-react';
import { Link } from 'wouter';
import { useFormats } from '../../business/context.tsx';
import { Empty } from '../../look/notice.tsx';
import { OwnLine } from '../../look/own-line.tsx';
import { useBase, useMay } from '../here.ts';
import { LinkButton } from '../kit/links.tsx';
import { Page } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useChannels } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';
import { HealthPills } from './health.tsx';
import { useChannelWords } from './words.ts';

export function ChannelsPage() {
  const words = useChannelWords();
  const settings = useSettingsWords();
  const base = useBase();
  const formats = useFormats();
  const may = useMay('integrations.manage');
  const connect = may ? (
    <LinkButton look="primary" href={`${base}/channels/connect`}>
      <Plus size={18} aria-hidden="true" />
      {words.connect}
    </LinkButton>
  ) : null;
  return (
    <Page title={words.title} hint={words.hint} up={{ href: base, label: settings.title }} actions={connect}>
      <ReadOnlyNote needs="integrations.manage" />
      <View query={useChannels()} skeleton={<Skeleton rows={2} height="h-24" />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={<Phone />} title={words.empty} hint={words.emptyHint} />
          ) : (
            <ul className="flex flex-col gap-3">
              {items.map((channel) => (
                <li key={channel.id}>
                  <Link
                    href={`${base}/channels/${channel.id}`}
                    className="flex items-center gap-3 rounded-2xl border border-line bg-surface p-4 hover:bg-hover"
                  >
                    <span className="flex min-w-0 grow flex-col gap-2">
                      <span>
                        <OwnLine className="font-medium">{channel.name}</OwnLine>
                        <span className="text-sm text-soft">
                          <bdi dir="ltr">{channel.number}</bdi> · <bdi>{words.providerNames[channel.provider]}</bdi>
                        </span>
                      </span>
                      <HealthPills health={channel.health} />
                      <span className="text-sm text-soft">
                        {channel.health.lastEventAt ? words.lastEvent(formats.full(channel.health.lastEventAt)) : words.noEvent}
                      </span>
                    </span>
                    <ChevronRight size={18} aria-hidden="true" className="shrink-0 text-soft rtl:-scale-x-100" />
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </View>
    </Page>
  );
}
