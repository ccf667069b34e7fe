import { UsageMeters } from '../kit/meters.tsx';
import { Panel } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useManagement } from '../kit/words.ts';
import { useMonth } from '../month.ts';
import { useUsage } from '../read.ts';
import { useBusinessWords } from './words.ts';

export function UsagePanel() {
  const words = useBusinessWords();
  const common = useManagement();
  const query = useUsage();
  const month = useMonth();
  const said = query.data ? words.usageHint(common.plans[query.data.plan], month(query.data.month)) : undefined;
  return (
    <Panel title={words.usage} {...(said ? { hint: said } : {})}>
      <View query={query} skeleton={<Skeleton rows={2} height="h-12" />}>
        {(usage) => <UsageMeters usage={usage} />}
      </View>
    </Panel>
  );
}
