import type { Permission } from '../../contract/permissions.ts';
import type { Command } from '../../contract/realtime.ts';

/** The same as the REST routes of the same name ask for. */
export function permissionFor(type: Command['type']): Permission {
  switch (type) {
    case 'send':
      return 'conversations.send';
    case 'ping':
    case 'view':
    case 'typing':
    case 'read':
      return 'conversations.view';
    default:
      return type satisfies never;
  }
}
