import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../look/button.tsx';
import { Failed, Loading } from '../look/notice.tsx';
import { Panel, Pill } from '../settings/kit/page.tsx';
import { useSigned } from '../shell/signed.tsx';
import { Told } from './parts.tsx';
import { AppForm, BeginForm, RemoveForm, type Secret } from './second-factor-forms.tsx';
import { useAccountWords } from './words.ts';

type Stage =
  | { readonly name: 'rest' }
  | { readonly name: 'password' }
  | { readonly name: 'app'; readonly secret: Secret }
  | { readonly name: 'removing' };

export function SecondFactorPanel() {
  const own = useAccountWords();
  const { call } = useSigned();
  const [stage, setStage] = useState<Stage>({ name: 'rest' });
  const [told, setTold] = useState('');
  const { data, isPending, refetch } = useQuery({
    queryKey: ['account', 'second-factor'],
    queryFn: () => call('GET /v1/account/second-factor', {}),
    staleTime: 0,
  });
  const go = (next: Stage): void => {
    setTold('');
    setStage(next);
  };
  const done = async (text: string): Promise<void> => {
    await refetch();
    setStage({ name: 'rest' });
    setTold(text);
  };
  const cancel = <Button onClick={() => go({ name: 'rest' })}>{own.cancel}</Button>;
  return (
    <Panel
      title={own.factor.title}
      hint={own.factor.hint}
      actions={data ? <Pill tone={data.enabled ? 'good' : 'calm'}>{data.enabled ? own.factor.on : own.factor.off}</Pill> : null}
    >
      {data === undefined ? (
        isPending ? (
          <Loading>
            <span className="h-11 w-32 rounded-xl bg-hover" />
          </Loading>
        ) : (
          <Failed title={own.failed} retry={() => void refetch()} />
        )
      ) : stage.name === 'password' ? (
        <BeginForm aside={cancel} begun={(secret) => go({ name: 'app', secret })} />
      ) : stage.name === 'app' ? (
        <AppForm secret={stage.secret} aside={cancel} done={() => done(own.factor.turnedOn)} />
      ) : stage.name === 'removing' ? (
        <RemoveForm aside={cancel} done={() => done(own.factor.turnedOff)} />
      ) : data.enabled ? (
        <Button className="self-start" onClick={() => go({ name: 'removing' })}>
          {own.factor.remove}
        </Button>
      ) : (
        <Button className="self-start" onClick={() => go({ name: 'password' })}>
          {own.factor.setUp}
        </Button>
      )}
      <Told>{told}</Told>
    </Panel>
  );
}
