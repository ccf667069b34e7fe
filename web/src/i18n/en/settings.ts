export const settings = {
  title: 'Settings',
  sections: 'Parts of the settings',
  business: 'Business',
  businessHint: 'Profile, opening hours, plan, export',
  channels: 'Channels',
  channelsHint: 'WhatsApp numbers and how they are',
  team: 'Team',
  teamHint: 'People, invitations, access',
  roles: 'Roles',
  rolesHint: 'What each role may do',
  canned: 'Canned responses',
  cannedHint: 'Answers that are written often',
  labels: 'Labels',
  labelsHint: 'What conversations are sorted by',
  audit: 'Audit trail',
  auditHint: 'Who changed what',
  unknown: 'There is no such page',
  unknownHint: 'The address may be old. Choose a part of the settings.',
};

export type SettingsWords = typeof settings;
