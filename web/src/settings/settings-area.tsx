import {
  AudioLines,
  BookOpen,
  Bot,
  Building2,
  ChevronRight,
  Coins,
  History,
  Images,
  ListPlus,
  Lock,
  type LucideIcon,
  MessageSquareQuote,
  MessageSquareText,
  Phone,
  ShieldCheck,
  Shuffle,
  Tag,
  Users,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import type { Permission } from '../../../contract/permissions.ts';
import { FieldsPage } from '../customer/fields-page.tsx';
import { useWords } from '../i18n/language.ts';
import { lazily } from '../look/lazily.tsx';
import { Empty } from '../look/notice.tsx';
import { PageHeader } from '../shell/page-header.tsx';
import { Stop } from '../shell/stop.tsx';
import { AssignmentPage } from './assignment/assignment-page.tsx';
import { AssistantPage } from './assistant/assistant-page.tsx';
import { AuditPage } from './audit/audit-page.tsx';
import { BusinessSettingsPage } from './business/business-page.tsx';
import { CannedPage } from './canned/canned-page.tsx';
import { CannedOnePage } from './canned/one-page.tsx';
import { ChannelPage } from './channels/channel-page.tsx';
import { ChannelsPage } from './channels/channels-page.tsx';
import { ConnectPage } from './channels/connect-page.tsx';
import { CostsPage } from './costs/costs-page.tsx';
import { useBase, useMay, useMembership } from './here.ts';
import { LinkButton } from './kit/links.tsx';
import { useManagement } from './kit/words.ts';
import { LabelsPage } from './labels/labels-page.tsx';
import { RetentionPage } from './retention/retention-page.tsx';
import { RolePage } from './roles/role-page.tsx';
import { RolesPage } from './roles/roles-page.tsx';
import { EmployeePage } from './team/employee-page.tsx';
import { InvitePage } from './team/invite-page.tsx';
import { TeamPage } from './team/team-page.tsx';
import { TranscriptionPage } from './transcription/transcription-page.tsx';
import { useSettingsWords } from './words.ts';

/** What few people open often comes with its own code. */
const KnowledgePage = lazily(async () => (await import('./knowledge/knowledge-page.tsx')).KnowledgePage);
const PromptsPage = lazily(async () => (await import('./prompts/prompts-page.tsx')).PromptsPage);

type SectionName =
  | 'business'
  | 'channels'
  | 'team'
  | 'roles'
  | 'canned'
  | 'labels'
  | 'customers'
  | 'assignment'
  | 'assistant'
  | 'prompts'
  | 'knowledge'
  | 'costs'
  | 'transcription'
  | 'retention'
  | 'audit';

interface Section {
  readonly name: SectionName;
  readonly icon: LucideIcon;
  /** Undefined: for every member. */
  readonly needs?: Permission;
}

const sections: readonly Section[] = [
  { name: 'business', icon: Building2 },
  { name: 'channels', icon: Phone, needs: 'settings.view' },
  { name: 'team', icon: Users, needs: 'employees.view' },
  { name: 'roles', icon: ShieldCheck, needs: 'employees.view' },
  { name: 'canned', icon: MessageSquareQuote, needs: 'conversations.view' },
  { name: 'labels', icon: Tag, needs: 'conversations.view' },
  { name: 'customers', icon: ListPlus, needs: 'settings.view' },
  { name: 'assignment', icon: Shuffle, needs: 'settings.view' },
  { name: 'assistant', icon: Bot, needs: 'settings.view' },
  { name: 'prompts', icon: MessageSquareText, needs: 'prompts.edit' },
  { name: 'knowledge', icon: BookOpen, needs: 'settings.view' },
  { name: 'costs', icon: Coins, needs: 'settings.view' },
  { name: 'transcription', icon: AudioLines, needs: 'settings.view' },
  { name: 'retention', icon: Images, needs: 'settings.view' },
  { name: 'audit', icon: History, needs: 'audit.view' },
];

/** Everything an administrator sets up for one business. What somebody may not see is not offered. */
export function SettingsArea() {
  const words = useSettingsWords();
  const membership = useMembership();
  const base = useBase();
  const [path] = useLocation();
  const atTop = path.replace(/\/$/, '') === base;
  return (
    <>
      <PageHeader title={<bdi>{membership.business.name}</bdi>} membership={membership} />
      <main className="flex min-h-0 grow">
        <nav
          aria-label={words.sections}
          className={`w-full shrink-0 overflow-y-auto border-e border-line bg-surface p-3 md:block md:w-72 ${atTop ? '' : 'hidden'}`}
        >
          {atTop ? <h1 className="px-3 py-2 text-xl font-semibold md:hidden">{words.title}</h1> : null}
          <Sections path={path} />
        </nav>
        <div className={`min-w-0 grow overflow-y-auto ${atTop ? 'max-md:hidden' : ''}`}>
          <Switch>
            <Route path="/b/:slug/settings">{wide() ? <Redirect replace to={`${base}/business`} /> : null}</Route>
            <Route path="/b/:slug/settings/business">
              <BusinessSettingsPage />
            </Route>
            <Route path="/b/:slug/settings/channels/connect">
              <Needs permission="integrations.manage">
                <ConnectPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/channels/:id">
              {({ id }) => (
                <Needs permission="settings.view">
                  <ChannelPage key={id} id={id} />
                </Needs>
              )}
            </Route>
            <Route path="/b/:slug/settings/channels">
              <Needs permission="settings.view">
                <ChannelsPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/team/invite">
              <Needs permission="employees.manage">
                <InvitePage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/team/:id">
              {({ id }) => (
                <Needs permission="employees.view">
                  <EmployeePage key={id} id={id} />
                </Needs>
              )}
            </Route>
            <Route path="/b/:slug/settings/team">
              <Needs permission="employees.view">
                <TeamPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/roles/:id">
              {({ id }) => (
                <Needs permission="employees.view">
                  <RolePage key={id} id={id} />
                </Needs>
              )}
            </Route>
            <Route path="/b/:slug/settings/roles">
              <Needs permission="employees.view">
                <RolesPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/canned/:id">
              {({ id }) => (
                <Needs permission="conversations.view">
                  <CannedOnePage key={id} id={id} />
                </Needs>
              )}
            </Route>
            <Route path="/b/:slug/settings/canned">
              <Needs permission="conversations.view">
                <CannedPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/labels">
              <Needs permission="conversations.view">
                <LabelsPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/customers">
              <Needs permission="settings.view">
                <FieldsPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/assignment">
              <Needs permission="settings.view">
                <AssignmentPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/prompts">
              <Needs permission="prompts.edit">
                <PromptsPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/knowledge">
              <Needs permission="settings.view">
                <KnowledgePage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/assistant">
              <Needs permission="settings.view">
                <AssistantPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/costs">
              <Needs permission="settings.view">
                <CostsPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/transcription">
              <Needs permission="settings.view">
                <TranscriptionPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/retention">
              <Needs permission="settings.view">
                <RetentionPage />
              </Needs>
            </Route>
            <Route path="/b/:slug/settings/audit">
              <Needs permission="audit.view">
                <AuditPage />
              </Needs>
            </Route>
            <Route>
              <Empty title={words.unknown} hint={words.unknownHint} />
            </Route>
          </Switch>
        </div>
      </main>
    </>
  );
}

/** Where list and page stand beside each other, a page is open from the start. */
const wide = (): boolean => window.matchMedia('(min-width: 48rem)').matches;

function Sections({ path }: { path: string }) {
  const words = useSettingsWords();
  const base = useBase();
  const { permissions } = useMembership();
  return (
    <ul className="flex flex-col gap-1">
      {sections
        .filter(({ needs }) => needs === undefined || permissions.includes(needs))
        .map(({ name, icon: Icon }) => {
          const href = `${base}/${name}`;
          const here = path === href || path.startsWith(`${href}/`);
          return (
            <li key={name}>
              <Link
                href={href}
                aria-current={here ? 'page' : undefined}
                className={`flex min-h-14 items-center gap-3 rounded-xl px-3 py-2 -outline-offset-2 ${here ? 'bg-selected' : 'hover:bg-hover'}`}
              >
                <Icon size={20} aria-hidden="true" className={`shrink-0 ${here ? 'text-accent' : 'text-soft'}`} />
                <span className="min-w-0 grow">
                  <span className="block font-medium">{words[name]}</span>
                  <span className="block text-sm text-pretty text-soft">{words[`${name}Hint`]}</span>
                </span>
                <ChevronRight size={18} aria-hidden="true" className="shrink-0 text-soft md:hidden rtl:-scale-x-100" />
              </Link>
            </li>
          );
        })}
    </ul>
  );
}

/** The address can be typed by anyone; the API refuses as well, this says why. */
function Needs({ permission, children }: { permission: Permission; children: ReactNode }) {
  const common = useManagement();
  const words = useWords();
  const { business } = useMembership();
  if (useMay(permission)) return children;
  return (
    <div className="flex min-h-full">
      <Stop icon={<Lock />} title={common.forbidden} hint={common.forbiddenHint(common.permissions[permission])}>
        <LinkButton href={`/b/${business.slug}`}>{words.menu.back}</LinkButton>
      </Stop>
    </div>
  );
}
