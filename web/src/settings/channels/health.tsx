import type { Channel } from '../../../../contract/channels.ts';
import { useFormats } from '../../business/context.tsx';
import { Pill } from '../kit/page.tsx';
import { useChannelWords } from './words.ts';

const states = { ok: 'good', waiting: 'calm', attention: 'bad' } as const;
const qualities = { GREEN: 'good', YELLOW: 'warn', RED: 'bad', UNKNOWN: 'calm' } as const;

export function HealthPills({ health }: { health: Channel['health'] }) {
  const words = useChannelWords();
  return (
    <span className="flex flex-wrap gap-2">
      <Pill tone={states[health.state]}>{words.states[health.state]}</Pill>
      {health.quality ? <Pill tone={qualities[health.quality]}>{words.quality[health.quality]}</Pill> : null}
    </span>
  );
}

export function HealthFacts({ channel }: { channel: Channel }) {
  const words = useChannelWords();
  const formats = useFormats();
  const { lastEventAt, checkedAt, errors } = channel.health;
  return (
    <>
      <ul className="flex flex-col gap-1 text-sm text-soft">
        <li>{lastEventAt ? words.lastEvent(formats.full(lastEventAt)) : words.noEvent}</li>
        <li>{checkedAt ? words.checked[channel.provider](formats.full(checkedAt)) : words.notChecked}</li>
        {channel.previousSecretUntil ? (
          <li>{words.secretUntil[channel.provider](formats.full(channel.previousSecretUntil))}</li>
        ) : null}
      </ul>
      {errors.length > 0 ? (
        <div>
          <h3 className="mb-1 text-sm font-medium">{words.problems}</h3>
          <ul className="flex flex-col gap-2">
            {errors.map(({ code, detail, at }) => (
              <li key={`${code}${at}`} className="rounded-xl bg-danger-ground px-3 py-2 text-sm text-danger">
                <bdi lang="en" dir="auto" className="block">
                  {detail}
                </bdi>
                <span>
                  <bdi>{code}</bdi> · {formats.full(at)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
