import { useBase, useMay } from '../here.ts';
import { Page } from '../kit/page.tsx';
import { Skeleton, View } from '../kit/view.tsx';
import { useBusiness } from '../read.ts';
import { ReadOnlyNote } from '../read-only.tsx';
import { useSettingsWords } from '../words.ts';
import { DeletionPanel } from './deletion-panel.tsx';
import { ExportPanel } from './export-panel.tsx';
import { ProfileForm } from './profile-form.tsx';
import { ProfileSummary } from './profile-summary.tsx';
import { UsagePanel } from './usage-panel.tsx';
import { useBusinessWords } from './words.ts';

export function BusinessSettingsPage() {
  const words = useBusinessWords();
  const settings = useSettingsWords();
  const query = useBusiness();
  const mayEdit = useMay('settings.edit');
  const mayBill = useMay('billing.manage');
  return (
    <Page title={words.title} hint={words.hint} up={{ href: useBase(), label: settings.title }}>
      <ReadOnlyNote needs="settings.edit" />
      <View query={query} skeleton={<Skeleton rows={3} height="h-56" />}>
        {(business) => (
          <>
            {mayEdit ? <ProfileForm business={business} /> : <ProfileSummary business={business} />}
            <UsagePanel />
            {mayBill ? <ExportPanel /> : null}
            {mayBill ? <DeletionPanel business={business} /> : null}
          </>
        )}
      </View>
    </Page>
  );
}
