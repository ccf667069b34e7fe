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
  assignment: 'Giving out',
  assignmentHint: 'Who is given new conversations',
  audit: 'Audit trail',
  auditHint: 'Who changed what',
  assignmentTitle: 'Giving out conversations',
  assignmentLong:
    'Conversations that need a person and are nobody’s are given to whoever has the inbox open and may write to customers, in turn. Nothing is ever taken from anybody.',
  assignmentOn: 'Give conversations out by themselves',
  assignmentOff: 'While this is off, everybody takes what they like from “Unassigned”.',
  assignmentLimit: 'Open conversations for each person, at most',
  assignmentLimitHint:
    'Who has that many is given no more until one is resolved, put aside or handed on. People may take more themselves.',
  assignmentLimitWrong: 'A whole number from 1 to 100.',
  assignmentWaits:
    'When nobody is there, or nobody has room, conversations wait and are given out as soon as somebody comes or has room.',
  assignmentChanged: 'A colleague changed this in the meantime. Here is what it is now; save again if you still want yours.',

  unknown: 'There is no such page',
  unknownHint: 'The address may be old. Choose a part of the settings.',
};

export type SettingsWords = typeof settings;
