import { Download } from 'lucide-react';
import { useState } from 'react';
import { useDesk } from '../business/context.tsx';
import { Button } from '../look/button.tsx';
import { customerFile, save } from './download.ts';
import { useCustomerWords } from './words.ts';

export function DownloadButton({ id }: { id: string }) {
  const words = useCustomerWords();
  const desk = useDesk();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const download = async (): Promise<void> => {
    setState('busy');
    try {
      save(await customerFile(desk.call, id), `customer-${id}.ndjson`);
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  return (
    <div className="flex flex-col items-start gap-1">
      <Button busy={state === 'busy'} onClick={() => void download()}>
        {state === 'busy' ? words.downloading : <Download size={18} aria-hidden="true" />}
        {state === 'busy' ? null : words.download}
      </Button>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {state === 'failed' ? words.downloadFailed : ''}
      </p>
    </div>
  );
}
