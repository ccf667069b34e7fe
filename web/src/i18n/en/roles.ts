import { plural } from '../plural.ts';

export const roles = {
  title: 'Roles',
  hint: 'What people with each role may do. Exceptions for one person are made in the team.',
  create: 'New role',
  matrix: 'Permissions by role',
  permission: 'Permission',
  cell: (role: string, permission: string) => `${role}: ${permission}`,
  yes: 'yes',
  no: 'no',
  systemNote:
    'Administrator, Manager, Agent and Viewer are the same everywhere and cannot be changed. Make a role of your own instead.',
  cannotGrant: 'Greyed boxes: you do not have this yourself, so you cannot give it to others.',
  keys: 'Arrow keys move between the boxes.',
  unsaved: (count: number) =>
    plural('en', count, { one: '1 role has unsaved changes', other: `${count} roles have unsaved changes` }),
  discard: 'Discard',
  save: 'Save changes',
  savedAll: 'Saved. People with these roles may do the new things with their next click.',
  changedOne: (name: string) =>
    `A colleague changed “${name}” in the meantime. You now see their version with your changes on top; look, then save again.`,
  failedOne: (name: string, why: string) => `“${name}” was not saved: ${why}`,
  newTitle: 'New role',
  name: 'Name',
  nameWrong: 'Give a name of at most 40 characters.',
  nameTaken: 'Another role has this name already.',
  colour: 'Colour',
  colourHint: 'Any colour works: the text on it turns black or white by itself.',
  colourNumber: (number: number) => `Colour ${number}`,
  ownColour: 'Another colour',
  permissions: 'Permissions',
  createSubmit: 'Create role',
  startFrom: 'Start from',
  startFromNothing: 'Nothing',
  remove: 'Delete this role',
  removeTitle: (name: string) => `Delete the role ${name}?`,
  removeHint: 'Only a role that nobody has can be deleted. Give its people another role first.',
  inUse: 'Somebody still has this role, or is invited with it. Give them another role first, then delete it.',
  limit: 'A business has at most 50 roles of its own. Delete one that nobody has.',
  system: 'Built in',
  unknown: 'There is no such role',
};

export type RoleWords = typeof roles;
