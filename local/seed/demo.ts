import type { BusinessProfile } from '../../contract/businesses.ts';
import { ChannelId, EmployeeId, HookId, TenantId } from '../../contract/ids.ts';
import type { SystemRole } from '../../contract/permissions.ts';

/** Of everybody in the demo businesses. Known to all: the stage listens on this machine only. */
export const demoPassword = 'frontdesk-demo-1';

export const platformAdmin = { name: 'Frontdesk Platform', email: 'platform@frontdesk.example' } as const;

interface DemoPerson {
  readonly id: EmployeeId;
  readonly name: string;
  readonly email: string;
  readonly role: SystemRole;
}

export interface DemoBusiness {
  readonly id: TenantId;
  readonly profile: BusinessProfile;
  readonly channel: {
    readonly id: ChannelId;
    readonly hookId: HookId;
    readonly phoneNumberId: string;
    readonly number: string;
    readonly wabaId: string;
    readonly appId: string;
  };
  readonly people: readonly DemoPerson[];
}

/** Fixed, so that a restart finds what is there and tests can name it. */
const ulid = (end: string): string => `01jd${end.padStart(22, '0')}`;

/** An admin, a manager, two agents and a viewer. */
function team(slug: string, number: number, names: readonly [string, string, string, string, string]): DemoPerson[] {
  const roles = ['admin', 'manager', 'agent', 'agent', 'viewer'] as const satisfies readonly SystemRole[];
  const boxes = ['admin', 'manager', 'agent1', 'agent2', 'viewer'];
  return roles.map((role, index) => ({
    id: EmployeeId.parse(ulid(`e${number}${index + 1}`)),
    name: names[index] ?? '',
    email: `${boxes[index]}@${slug}.example`,
    role,
  }));
}

const daily = (days: readonly number[], from: string, to: string) => days.map((day) => ({ day, from, to }));

export const demoBusinesses: readonly DemoBusiness[] = [
  {
    id: TenantId.parse(ulid('b1')),
    profile: {
      name: 'Samia Tarot',
      slug: 'samia-tarot',
      industry: 'tarot',
      timezone: 'Asia/Beirut',
      languages: ['ar', 'en'],
      currency: 'USD',
      hours: daily([0, 1, 2, 3, 4, 5, 6], '12:00', '20:00'),
    },
    channel: {
      id: ChannelId.parse(ulid('c1')),
      hookId: HookId.parse('samia-tarot-local-hook'),
      phoneNumberId: '106540352242922',
      number: '15550783881',
      wabaId: '102290129340398',
      appId: '740219083365112',
    },
    people: team('samia-tarot', 1, ['Samia Khoury', 'Rami Haddad', 'Lina Nassar', 'Karim Saad', 'Maya Fares']),
  },
  {
    id: TenantId.parse(ulid('b2')),
    profile: {
      name: 'Işık Dental',
      slug: 'isik-dental',
      industry: 'dental',
      timezone: 'Europe/Istanbul',
      languages: ['tr', 'en'],
      currency: 'TRY',
      hours: [...daily([1, 2, 3, 4, 5], '09:00', '18:00'), ...daily([6], '09:00', '14:00')],
    },
    channel: {
      id: ChannelId.parse(ulid('c2')),
      hookId: HookId.parse('isik-dental-local-hook'),
      phoneNumberId: '109876543210001',
      number: '905550100200',
      wabaId: '104996122399160',
      appId: '740219083365113',
    },
    people: team('isik-dental', 2, ['Işık Demir', 'Selin Kaya', 'Mert Yılmaz', 'Zeynep Çelik', 'Deniz Arslan']),
  },
];

/** When both began; a fixed day, so that a fresh stage looks the same every time. */
export const demoSince = Date.UTC(2026, 0, 5, 9);
